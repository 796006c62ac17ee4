"""The parts of pages about a register's files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sekisho.web.registers.columns import Column, Kind
from sekisho.web.registers.planning import Verdict
from sekisho.web.registers.register import Register
from sekisho.web.ui.words import Sign

register = template.Library()
_SIGNS = {
    Verdict.WRONG: Sign("×", gettext_lazy("誤り"), "bad"),
    Verdict.CHANGED: Sign("△", gettext_lazy("変更"), "doubtful"),
    Verdict.ADDED: Sign("＋", gettext_lazy("追加"), "good"),
    Verdict.UNCHANGED: Sign("－", gettext_lazy("変更なし"), "quiet"),
}
_SHOWN_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Count:
    """How many lines have a verdict."""

    id: str
    word: Promise
    count: int


@register.inclusion_tag("registers/_files.html", takes_context=True)
def register_files(context: template.Context, which: Register, **of_page: object) -> dict[str, Any]:
    """Link to the register as files, and to taking one in for who may.

    `of_page` narrows the files to what the page is about, beside the filters of its address.
    """
    request = context["request"]
    query = request.GET.copy()
    for name, value in of_page.items():
        query[name] = str(value)
    space = request.resolver_match.namespace
    return {
        "export": f"{space}:{which.id}-export",
        "import": f"{space}:{which.id}-import",
        "columns": f"{space}:{which.id}-columns",
        "keep": bool(set(which.keep) & request.rights),
        "one_way": _(which.one_way) if which.one_way else "",
        "query": query,
    }


@register.inclusion_tag("ui/badge.html")
def line_badge(verdict: Verdict) -> dict[str, Any]:
    """Show what becomes of a line."""
    return {"sign": _SIGNS[verdict]}


@register.filter
def verdicts(counts: Mapping[str, int]) -> list[Count]:
    """Return the verdicts there are, the gravest first."""
    return [
        Count(str(verdict), sign.word, counts[verdict])
        for verdict, sign in _SIGNS.items()
        if counts.get(verdict)
    ]


@register.filter
def heading(words: str) -> str:
    """Write a register's title in the reader's language."""
    return _(words)


@register.filter
def key_heading(which: Register) -> str:
    """Write the heading of the column that tells rows apart."""
    return _(which.column(which.key).heading)


_CONTENTS = {
    Kind.NUMBER: gettext_lazy("整数"),
    Kind.CLOCK: gettext_lazy("時刻"),
    Kind.DAY: gettext_lazy("日付"),
    Kind.FLAG: gettext_lazy("○か×"),
    Kind.REFERENCE: gettext_lazy("登録されているものの名称"),
}


@register.filter
def content_words(column: Column) -> str:
    """Say what a cell of the column may hold."""
    if column.only_out:
        return _("書き出すだけです。取り込むときは読みません。")
    if column.kind is Kind.CHOICE and not (get_language() or "ja").startswith("ja"):
        return _("書き出したファイルにある語のどれか")
    if column.kind is Kind.CHOICE:
        shown = "、".join(each.label for each in column.choices[:_SHOWN_CHOICES])
        return _("次のどれか: {choices}").format(choices=shown)
    if column.kind is Kind.TEXT:
        return _("{most}文字まで").format(most=column.longest)
    return str(_CONTENTS[column.kind])
