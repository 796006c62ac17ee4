"""Writes a comparison as an HTML table, alone for a web page or as a whole page to print."""

from html import escape

from sekisho.policytext.comparison.layout import (
    Line,
    level,
    lines,
    moved_note,
    shown,
    writable,
)
from sekisho.policytext.comparison.model import Change, Comparison, Side
from sekisho.policytext.comparison.phrases import Lang, Phrases, kind_word, phrases

_STYLE = """
@page { size: A4 landscape; margin: 15mm; @bottom-center { content: counter(page); } }
body { margin: 1.5rem; color: #1a1a1a; background: #fff; line-height: 1.7;
  font-family: "Yu Mincho", YuMincho, "Hiragino Mincho ProN", "Noto Serif CJK JP", serif; }
h1 { font-size: 1.25rem; text-align: center; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
caption { text-align: right; padding-block: .25rem; }
th, td { border: 1px solid #595959; padding: .35rem .6rem; vertical-align: top; text-align: left;
  overflow-wrap: anywhere; }
thead th { background: #f2f2f2; text-align: center; }
col.kind { width: 7em; }
p { margin: 0; }
p.level-1 { margin-inline-start: 1em; } p.level-2 { margin-inline-start: 2em; }
p.level-3 { margin-inline-start: 3em; } p.level-4 { margin-inline-start: 4em; }
p.level-5 { margin-inline-start: 5em; }
tr { break-inside: avoid; }
u { text-decoration: underline; text-decoration-thickness: .1em; text-underline-offset: .2em; }
.kind, .note { font-family: "Yu Gothic", "Hiragino Sans", "Noto Sans CJK JP", sans-serif;
  font-size: .875rem; }
@media (width < 40rem) { body { margin: .5rem; } col.kind { width: 4em; } td { padding: .25rem; } }
@media print { body { margin: 0; font-size: 10.5pt; } thead { display: table-header-group; }
  thead th { background: none; } }
"""

_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{table}</main>
</body>
</html>
"""


def to_html(
    comparison: Comparison,
    *,
    old_title: str,
    new_title: str,
    lang: Lang = "ja",
    omit_same: bool = False,
) -> str:
    """Return a complete page that needs no other file and prints on A4 landscape.

    `omit_same` writes （略） for unchanged clauses. Raises ValueError for an unknown language.
    """
    title = escape(writable(phrases(lang).title.format(new_title)))
    table = to_html_table(
        comparison, old_title=old_title, new_title=new_title, lang=lang, omit_same=omit_same
    )
    return _PAGE.format(lang=lang, title=title, style=_STYLE, table=table)


def to_html_table(
    comparison: Comparison,
    *,
    old_title: str,
    new_title: str,
    lang: Lang = "ja",
    omit_same: bool = False,
) -> str:
    """Return only the table: no style, no script, classes `comparison`, `level-N`, `note`, `kind`.

    改正後 stands on the left, 改正前 on the right; every row says its kind in words and in
    `data-kind`. Raises ValueError for an unknown language.
    """
    words = phrases(lang)
    rows = [_row(change, words) for change in shown(comparison, omit_same=omit_same)]
    return "".join(
        (
            f'<table class="comparison" lang="{lang}">\n',
            f"<caption>{words.legend}</caption>\n",
            '<colgroup><col><col><col class="kind"></colgroup>\n',
            _head(words, old_title, new_title),
            "<tbody>\n",
            *(rows or [f'<tr><td colspan="3">{words.nothing}</td></tr>\n']),
            "</tbody>\n</table>\n",
        )
    )


def _head(words: Phrases, old_title: str, new_title: str) -> str:
    new, old = words.new, words.old
    if old_title != new_title:
        new += f"<br>{escape(writable(new_title))}"
        old += f"<br>{escape(writable(old_title))}"
    cells = "".join(f'<th scope="col">{cell}</th>' for cell in (new, old, words.kind))
    return f"<thead><tr>{cells}</tr></thead>\n"


def _row(change: Change | None, words: Phrases) -> str:
    if change is None:
        cell = f'<td><p class="note">{words.omitted}</p></td>'
        unchanged = words.kinds["same"]
        return f'<tr data-kind="same">{cell}{cell}<td class="kind">{unchanged}</td></tr>\n'
    cells = _cell(change, "new", words) + _cell(change, "old", words)
    kind = f'<td class="kind">{kind_word(change, words)}</td>'
    return f'<tr data-kind="{change.kind}">{cells}{kind}</tr>\n'


def _cell(change: Change, side: Side, words: Phrases) -> str:
    clause = change.old if side == "old" else change.new
    if clause is None:
        return f'<td><p class="note">{words.no_partner[side]}</p></td>'
    paragraphs = [f'<p class="level-{level(clause)}">{_line(ln)}</p>' for ln in lines(change, side)]
    note = moved_note(change, side, words)
    if note:
        paragraphs.append(f'<p class="note">{escape(note)}</p>')
    return f"<td>{''.join(paragraphs)}</td>"


def _line(line: Line) -> str:
    written = []
    for piece in line:
        text = escape(piece.text).replace("\n", "<br>")
        written.append(f"<u>{text}</u>" if piece.underlined else text)
    return "".join(written)
