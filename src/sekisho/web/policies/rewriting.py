"""Turns the clauses of an edition back into passages that can be written on."""

from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext as _

from sekisho.policytext import labels as written
from sekisho.policytext.labels import KANA, Label, System, family
from sekisho.web.policies.drafting import Line, PlaceError, labels
from sekisho.web.policies.errors import PolicyRefusedError
from sekisho.web.policies.models import Clause, Form, Passage, Style

_CONTAINERS = {System.CHAPTER: Form.CHAPTER, System.SECTION: Form.SECTION}
_ITEMS = {System.PAREN: Form.ITEM}
_KANA = {System.KATA: Form.SUBITEM, System.PAREN_KATA: Form.POINT}
_NUMBERED = {System.ARABIC: Form.ARTICLE, System.DOT: Form.ARTICLE}
_FORMS: Mapping[Style, Mapping[System, Form]] = {
    Style.ARTICLES: {
        **_CONTAINERS, **_ITEMS, **_KANA, System.ARTICLE: Form.ARTICLE,
        System.ARABIC: Form.PARAGRAPH, System.DOT: Form.PARAGRAPH,
        System.SUPPLEMENT: Form.SUPPLEMENT,
    },
    Style.OFFICIAL: {**_CONTAINERS, **_NUMBERED, **_ITEMS, **_KANA},
    Style.NUMBERS: {**_CONTAINERS, **_NUMBERED, **_ITEMS, System.CIRCLED: Form.SUBITEM},
}  # fmt: skip


def lines_of(clauses: Iterable[Clause]) -> tuple[Style, list[Passage]]:
    """Return the style of an edition and its clauses as passages.

    Raises PolicyRefusedError where numbering anew would give any clause another id. `1.` and `1`,
    第三条 and 第3条 are one id: they are written alike from then on.
    """
    rows = list(clauses)
    parsed = [_label(each.label) for each in rows]
    style = _style_of({each.system for each in parsed if each})
    passages: list[Passage] = []
    for row, label in zip(rows, parsed, strict=True):
        if not row.label and not row.heading and passages:
            passages[-1].text = f"{passages[-1].text}\n{row.text}".strip()
            continue
        form = _FORMS[style].get(label.system) if label else None
        if label is None or form is None:
            raise _refusal(row)
        branch = len(label.numbers) > 1
        passages.append(Passage(form=form, heading=row.heading, text=row.text, branch=branch))
    _refuse_others(style, rows, passages)
    return style, passages


def _style_of(systems: Collection[System]) -> Style:
    if System.ARTICLE in systems:
        return Style.ARTICLES
    return Style.OFFICIAL if KANA & frozenset(systems) else Style.NUMBERS


def _label(words: str) -> Label | None:
    return written.parse(f"{words} ") if words else None


def _refuse_others(style: Style, rows: list[Clause], passages: list[Passage]) -> None:
    kept = [row for row in rows if row.label or row.heading]
    try:
        numbered = labels([line_of(each) for each in passages], style.value)  # type: ignore[arg-type]  # its values
    except PlaceError as error:
        raise _refusal(kept[error.number - 1]) from None
    for row, label in zip(kept, numbered, strict=True):
        if _says(row.label) != _says(label):
            raise _refusal(row)


def line_of(passage: Passage) -> Line:
    """Return a passage as the numbering takes it."""
    form = Form(passage.form).value
    return Line(form, passage.heading, passage.text, passage.branch)  # type: ignore[arg-type]  # its values


def _says(label: str) -> tuple[frozenset[System], tuple[int, ...]] | str:
    """Return what a label says, however it is written."""
    found = _label(label)
    return (family(found.system), found.numbers) if found else label


def _refusal(row: Clause) -> PolicyRefusedError:
    return PolicyRefusedError(
        _(
            "%(clause)s の番号の付け方は、ここでは続けて書けません。"
            "元のファイルを直して取り込んでください。"
        )
        % {"clause": row.clause_id}
    )
