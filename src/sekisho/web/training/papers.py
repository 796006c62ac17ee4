"""The certificate of completion (修了証)."""

from django.utils.translation import gettext as _

from sekisho.catalogue import Course
from sekisho.web.training.models import Assignment
from sekisho.web.ui.dates import local_day, wareki_only
from sekisho.web.ui.papers import Definitions, Paper, Paragraph
from sekisho.web.ui.words import worded

EDITION_SHOWN = 16  # digits of the digest, enough to find the entry


def certificate_paper(row: Assignment, course: Course | None, body: str) -> Paper:
    """Return the certificate of a completed course: who, what, when, how, and which edition."""
    day = wareki_only(local_day(row.completed_at)) if row.completed_at else ""
    facts = [
        (_("氏名"), row.person.name),
        (_("所属"), row.person.unit.name),
        (_("研修"), row.campaign.title),
        (_("教材"), worded(course.title) if course else row.campaign.course),
        (_("修了日"), day),
        (_("修了の方法"), str(row.get_way_display())),
    ]
    if row.questions:
        facts.append((_("成績"), _("%(all)s問中%(right)s問正答") % _marks(row)))
    facts.append((_("教材の版（指紋）"), row.digest[:EDITION_SHOWN]))
    return Paper(
        title=_("研修修了証"),
        blocks=(
            Definitions(tuple(facts)),
            Paragraph(_("上記の者は、情報セキュリティに関する研修を修了したことを証します。")),
            Paragraph(body, align="end"),
        ),
    )


def _marks(row: Assignment) -> dict[str, int]:
    return {"all": row.questions or 0, "right": row.score or 0}
