"""The poster of a bulletin, to be hung up where people pass."""

from django.utils.translation import gettext as _

from sekisho.web.awareness.models import Bulletin
from sekisho.web.ui.dates import wareki_only
from sekisho.web.ui.papers import Heading, Label, Labels, Paper, Paragraph


def poster(row: Bulletin, address: str, body: str) -> Paper:
    """Return the poster: title, text, until when, and a code that opens the bulletin."""
    return Paper(
        title=row.title,
        subtitle=(_("情報セキュリティのお知らせ"),),
        blocks=(
            *(_line(text) for text in row.text.splitlines() if text.strip()),
            Paragraph(_("掲示期間　%(first)sから%(last)sまで") % {
                "first": wareki_only(row.from_date), "last": wareki_only(row.until_date),
            }),
            Labels((Label(address, (_("読んだら、端末で"), _("開いてください"))),)),
            Paragraph(body, align="end"),
        ),
    )  # fmt: skip


def _line(text: str) -> Heading | Paragraph:
    """Return a line; one that begins with ■ is a heading."""
    return Heading(text.lstrip("■ 　"), 2) if text.startswith("■") else Paragraph(text)
