"""起案用紙: an application with its decision boxes, as a paper to print or to keep."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from sekisho.web.approvals.labels import Answer, act_of, kind_label, seat_words, step_words
from sekisho.web.approvals.models import Application, Step
from sekisho.web.approvals.numbering import number_text
from sekisho.web.approvals.queries import Box, boxes_of, history_of
from sekisho.web.ui.dates import local_day, wareki_only
from sekisho.web.ui.papers import Definitions, Heading, Paper, Paragraph, Table

_BLANK = "　"


def decision_sheet(application: Application, answers: Iterable[Answer], about: str) -> Paper:
    """Return the 起案用紙: number, boxes (起案・回議・合議・決裁), what is asked, the history."""
    boxes = boxes_of(application)
    return Paper(
        title=_("起案用紙"),
        subtitle=tuple(
            line
            for line in (
                number_text(application) or _("文書番号　　　　　（決裁のときに付きます）"),
                settings.BODY_NAME,
            )
            if line
        ),
        blocks=(
            _boxes(application, boxes),
            Definitions(tuple(_what(application, answers, about))),
            Heading(_("経過"), 2),
            _history(application),
            Paragraph(_("職員の印影に代えて、記録は台帳に封印されています。")),
        ),
        footer=application.title,
    )


def _boxes(application: Application, boxes: Iterable[Box]) -> Table:
    """Return the decision boxes: one row a seat, the applicant's first."""
    first = (
        _("起案"),
        application.unit.name,
        application.applicant.name,
        _day(application.submitted_at),
    )
    return Table(
        header=(_("区分"), _("職・役割"), _("氏名"), _("年月日")),
        rows=(first, *(_row(box) for box in boxes)),
        widths=(2, 5, 5, 4),
    )


def _row(box: Box) -> tuple[str, str, str, str]:
    act, who = str(act_of(box.seat.act)), seat_words(box.seat)
    step = box.step
    if step is None:
        return act, who, _("（省略）") if box.skipped else _BLANK, _BLANK
    name = step.person.name
    if step.standing_in:
        away = step.instead_of.name if step.instead_of else ""
        name = _("%(name)s（代決）") % {"name": name} + (f"\n{away}" if away else "")
        if step.seen_at:
            name += _("　後閲 %(day)s") % {"day": _day(step.seen_at)}
    return act, who, name, _day(step.at)


def _what(
    application: Application, answers: Iterable[Answer], about: str
) -> Iterable[tuple[str, str]]:
    yield _("件名"), application.title
    yield _("種類"), kind_label(application.kind)
    yield _("状態"), application.get_state_display()
    if application.prepared_by_id != application.applicant_id:
        yield _("代わりに入力した人"), application.prepared_by.name
    if about:
        yield _("対象"), about
    asked = getattr(application, "permit_request", None)
    if asked is not None:
        period = _("%(start)sから%(end)sまで")
        yield (
            _("期間"),
            period % {"start": wareki_only(asked.starts), "end": wareki_only(asked.ends)},
        )
    for answer in answers:
        yield answer.question, answer.words
    if asked is None:
        yield _("起案理由"), application.reason or "－"


def _history(application: Application) -> Table:
    steps = [step for _row, own in reversed(history_of(application)) for step in own]
    return Table(
        header=(_("年月日"), _("したこと"), _("氏名"), _("意見")),
        rows=tuple(_line(step) for step in steps),
        widths=(4, 4, 4, 6),
    )


def _line(step: Step) -> tuple[str, str, str, str]:
    return _day(step.at), step_words(step), step.person.name, step.comment or _BLANK


def _day(at: datetime) -> str:
    return wareki_only(local_day(at))
