"""Turns the clauses of an edition back into passages that can be written on."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from sekisho.policytext import labels as written
from sekisho.policytext.labels import System
from sekisho.web.policies.drafting import Line, PlaceError, labels
from sekisho.web.policies.errors import PolicyRefusedError
from sekisho.web.policies.models import Clause, Form, Passage, Style

_IN_ARTICLES = {
    System.CHAPTER: Form.CHAPTER, System.ARTICLE: Form.ARTICLE, System.ARABIC: Form.PARAGRAPH,
    System.PAREN: Form.ITEM, System.KATA: Form.SUBITEM, System.SUPPLEMENT: Form.SUPPLEMENT,
}  # fmt: skip
_IN_NUMBERS = {
    System.ARABIC: Form.ARTICLE, System.PAREN: Form.ITEM, System.CIRCLED: Form.SUBITEM,
}  # fmt: skip


def lines_of(clauses: Iterable[Clause]) -> tuple[Style, list[Passage]]:
    """Return the style of an edition and its clauses as passages.

    Raises PolicyRefusedError where numbering anew would give any clause another number.
    """
    rows = list(clauses)
    systems = [_system(each) for each in rows]
    style = Style.ARTICLES if System.ARTICLE in systems else Style.NUMBERS
    forms = _IN_ARTICLES if style is Style.ARTICLES else _IN_NUMBERS
    passages: list[Passage] = []
    for row, system in zip(rows, systems, strict=True):
        if not row.label and not row.heading and passages:
            passages[-1].text = f"{passages[-1].text}\n{row.text}".strip()
            continue
        form = forms.get(system) if system else None
        if form is None:
            raise _refusal(row)
        passages.append(Passage(form=form, heading=row.heading, text=row.text))
    _refuse_others(style, rows, passages)
    return style, passages


def _system(row: Clause) -> System | None:
    label = written.parse(f"{row.label} ") if row.label else None
    return label.system if label else None


def _refuse_others(style: Style, rows: list[Clause], passages: list[Passage]) -> None:
    lines = [Line(Form(p.form).value, p.heading, p.text) for p in passages]  # type: ignore[arg-type]  # its values
    kept = [row for row in rows if row.label or row.heading]
    try:
        numbered = labels(lines, style.value)  # type: ignore[arg-type]  # its values
    except PlaceError as error:
        raise _refusal(kept[error.number - 1]) from None
    for row, label in zip(kept, numbered, strict=True):
        if written_alike(row.label) != written_alike(label):
            raise _refusal(row)


def written_alike(label: str) -> str:
    """Return a label as it compares: half-width, without blanks."""
    found = written.parse(f"{label} ")
    return found.mark if found else label


def _refusal(row: Clause) -> PolicyRefusedError:
    return PolicyRefusedError(
        _(
            "%(clause)s の番号の付け方は、ここでは続けて書けません。"
            "元のファイルを直して取り込んでください。"
        )
        % {"clause": row.clause_id}
    )
