"""Workbooks cross as values, looks and formulas that stay inside the workbook."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.sanitize.direct import clean, vectors
from tests.engines.sanitize.samples import MARK, sheets
from tests.engines.sanitize.samples.packages import opened
from tests.engines.sanitize.samples.viewing import pages_of

from sekisho.sanitize import Options
from sekisho.sanitize.options import Limits
from sekisho.sanitize.verify import xlsx as verifier
from sekisho.sanitize.verify.contract import Refused

BENIGN = {
    "plain": sheets.benign,
    "pictures": lambda: sheets.illustrated().bytes(),
    "chart": lambda: sheets.charted().bytes(),
    "table": lambda: sheets.tabled().bytes(),
    "comments": lambda: sheets.commented().bytes(),
}
FIRST = "xl/worksheets/sheet1.xml"


def part(result, name):
    return opened(result.data)[name].decode()


@pytest.mark.parametrize("sample", sheets.SAMPLES, ids=str)
def test_names_the_vector_and_takes_it_out(sample):
    result = clean(sample.make(), sample.name)
    assert result.outcome == sample.expected, (result.reasons, result.removals)
    assert sample.vector in vectors(result)
    assert (
        not any(MARK.encode() in body for body in opened(result.data).values())
        if result.data
        else True
    )


@pytest.mark.parametrize("sample", [s for s in sheets.SAMPLES if s.twin], ids=str)
def test_reports_nothing_on_the_benign_twin(sample):
    result = clean(sample.twin(), sample.name)
    assert result.outcome == "delivered", result.removals
    assert not result.removals


@pytest.mark.parametrize("kind", BENIGN)
def test_a_second_cleaning_gives_the_same_bytes(kind):
    first = clean(BENIGN[kind](), "a.xlsx")
    second = clean(first.data, first.output_name)
    assert second.data == first.data
    assert not second.removals


@pytest.mark.parametrize(
    "sample", [s for s in sheets.SAMPLES if s.expected == "delivered"], ids=str
)
def test_the_cleaned_sample_is_clean(sample):
    first = clean(sample.make(), sample.name)
    second = clean(first.data, first.output_name)
    assert second.data == first.data
    assert not second.removals


def test_keeps_values_formulas_and_texts():
    result = clean(sheets.benign(), "a.xlsx")
    rows = part(result, FIRST)
    assert '<c r="A2"><v>1200000</v></c>' in rows
    assert '<c r="A3"><f>SUM(A2:B2)</f><v>1199999.965</v></c>' in rows
    assert '<f t="shared" ref="A4:B4" si="0">A2*2</f>' in rows
    assert '<f t="shared" si="0"/>' in rows
    assert '<f t="array" ref="C4">' in rows
    assert "直接の文字" in rows
    texts = part(result, "xl/sharedStrings.xml")
    for text in (
        "令和八年度 予算",
        "ヒモク",
        "太字",
        " と細字",
        "一行目_x000D_\n二行目 &lt;&amp;&gt;",
    ):
        assert text in texts
    assert result.fidelity["cells"] == 17
    assert result.fidelity["sheets"] == 2


def test_keeps_rules_links_and_page_layout():
    rows = part(clean(sheets.benign(), "a.xlsx"), FIRST)
    assert "<formula>A2&lt;0</formula>" in rows
    assert '<formula1>"はい,いいえ"</formula1>' in rows
    assert "&amp;L&amp;" in rows
    assert 'state="frozen"' in rows
    assert '<mergeCell ref="A6:C7"/>' in rows
    assert "location=\"'二枚目 ※'!A1\"" in rows


def test_the_value_stays_when_the_formula_goes():
    row = f'<row r="9"><c r="A9"><f>RTD("{MARK}")</f><v>7</v></c></row>'
    rows = part(clean(sheets.book(row).bytes(), "a.xlsx"), FIRST)
    assert '<c r="A9"><v>7</v></c>' in rows


def test_dependants_of_a_refused_shared_formula_lose_it_too():
    row = (
        '<row r="9"><c r="A9"><f t="shared" ref="A9:B9" si="3">RTD("x")</f><v>7</v></c>'
        '<c r="B9"><f t="shared" si="3"/><v>8</v></c></row>'
    )
    rows = part(clean(sheets.book(row).bytes(), "a.xlsx"), FIRST)
    assert '<c r="A9"><v>7</v></c><c r="B9"><v>8</v></c>' in rows


def test_values_only_when_the_body_says_so():
    result = clean(
        sheets.tabled("<calculatedColumnFormula>A1</calculatedColumnFormula>").bytes(),
        "a.xlsx",
        Options(formulas="values"),
    )
    assert result.outcome == "delivered"
    assert not any(b"<f" in body and b"<f>" in body for body in opened(result.data).values())
    assert "calculatedColumnFormula" not in part(result, "xl/tables/table1.xml")
    assert result.changes


def test_formulas_that_spoke_of_a_dropped_sheet_keep_their_value():
    new = sheets.book('<row r="1"><c r="A1"><f>\'二枚目 ※\'!A1</f><v>5</v></c></row>', "")
    new.edit(sheets.MAIN, 'sheetId="2"', 'sheetId="2" state="hidden"')
    result = clean(new.bytes(), "a.xlsx", Options(hidden_text=False))
    assert "ooxml.hidden-sheet" in vectors(result)
    assert result.fidelity["sheets"] == 1
    assert '<c r="A1"><v>5</v></c>' in part(result, FIRST)
    assert "税率" not in part(result, "xl/workbook.xml")


def test_comments_keep_their_words_and_get_a_note_of_ours():
    result = clean(sheets.commented().bytes(), "a.xlsx")
    assert "確認してください。" in part(result, "xl/comments1.xml")
    assert 'ObjectType="Note"' in part(result, "xl/drawings/vmlDrawing1.vml")
    assert "<legacyDrawing" in part(result, FIRST)
    without = clean(sheets.commented().bytes(), "a.xlsx", Options(comments=False))
    assert "ooxml.comment" in vectors(without)
    assert "legacyDrawing" not in part(without, FIRST)


def test_long_lists_of_areas_are_kept_whole():
    areas = " ".join(f"A{n}" for n in range(1, 3000))
    rule = f'<conditionalFormatting sqref="{areas}"><cfRule type="expression" dxfId="0" priority="1"><formula>A1=1</formula></cfRule></conditionalFormatting>'
    result = clean(sheets.book(after=rule).bytes(), "a.xlsx")
    assert not result.removals
    kept = re.findall(r'conditionalFormatting sqref="([^"]*)"', part(result, FIRST))
    assert " ".join(kept) == areas


def test_a_workbook_of_macro_sheets_only_is_held():
    new = sheets.book()
    for name in (FIRST, "xl/worksheets/sheet2.xml"):
        new.parts[name] = ("application/vnd.ms-excel.macrosheet+xml", new.parts[name][1])
    result = clean(new.bytes(), "a.xlsm")
    assert result.outcome == "held"
    assert result.reasons[0].code == "nothing-left"


@pytest.mark.parametrize(
    "rows",
    [
        "<row/>" * 1_048_577,
        "<row>" + "<c/>" * 2_100_000 + "</row>",
        sheets.numbered(1_050_000),
    ],
    ids=["rows", "one-row", "cells"],
)
def test_bombs_are_held(rows):
    result = clean(sheets.book(rows, "").bytes(), "a.xlsx")
    assert result.outcome == "held"
    assert "ooxml.row-bomb" in vectors(result)


def test_more_cells_than_allowed_are_held():
    options = Options(limits=Limits(cells=10))
    assert "ooxml.row-bomb" in vectors(clean(sheets.benign(), "a.xlsx", options))


@pytest.mark.parametrize("kind", BENIGN)
def test_any_cut_ends_held(kind):
    data = BENIGN[kind]()
    for end in range(1, len(data), max(1, len(data) // 25)):
        assert clean(data[:end], "a.xlsx").outcome in {"held", "delivered"}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(BENIGN)), st.data())
def test_any_flip_inside_a_part_ends_held_or_verified(kind, data):
    made = {"plain": sheets.book, "pictures": sheets.illustrated, "chart": sheets.charted}
    new = made.get(kind, sheets.tabled if kind == "table" else sheets.commented)()
    name = data.draw(st.sampled_from(sorted(new.parts)))
    type_, body = new.parts[name]
    changed = bytearray(body)
    for _ in range(data.draw(st.integers(1, 5))):
        changed[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    new.parts[name] = (type_, bytes(changed))
    result = clean(new.bytes(), "a.xlsx")
    assert result.outcome in {"held", "delivered"}
    assert not [reason for reason in result.reasons if reason.code == "not-verified"], (
        result.removals
    )


@settings(max_examples=200, deadline=None)
@given(st.text("A1$:!'\"[]{}|\\()+,;#@.予算※ーａ_x=<>&%", max_size=24))
def test_no_formula_passes_the_rebuilder_that_the_verifier_refuses(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    result = clean(
        sheets.book(f'<row r="1"><c r="A1"><f>{escaped}</f><v>1</v></c></row>', "").bytes(),
        "a.xlsx",
    )
    assert result.outcome == "delivered", result.removals


def test_the_verifier_refuses_what_is_put_into_a_good_workbook():
    from sekisho.sanitize.rebuild.zipwrite import write_zip

    good = clean(sheets.commented().bytes(), "a.xlsx").data
    verifier.verify(good, frozenset())
    for name, old, new in (
        (FIRST, "<v>1200000</v>", '<f>WEBSERVICE("x")</f><v>1</v>'),
        (FIRST, "<v>1200000</v>", "<f>cmd|'/c calc'!A1</f><v>1</v>"),
        (FIRST, "<v>1200000</v>", "<f>[1]x!A1</f><v>1</v>"),
        (FIRST, "<v>1200000</v>", "<v>1\u202e</v>"),
        (FIRST, "<v>1200000</v>", "<v>&#x202e;</v>"),
        (FIRST, "<v>1200000</v>", "<v>_x001b_</v>"),
        (FIRST, "<sheetData>", "<!-- --><sheetData>"),
        (FIRST, "</sheetData>", "</sheetData><oleObjects/>"),
        (
            FIRST,
            "</sheetData>",
            '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        ),
        ("xl/workbook.xml", 'name="税率"', 'name="Auto_Open"'),
        ("xl/workbook.xml", 'name="税率"', 'name="a" xlm="1"'),
        ("xl/workbook.xml", 'sheetId="2"', 'sheetId="2" state="hidden"'),
        ("xl/workbook.xml", "</sheets>", "</sheets><externalReferences/>"),
        ("xl/sharedStrings.xml", "令和", "_x202E_"),
        ("xl/sharedStrings.xml", "太字", "_x202E_"),
        ("xl/drawings/vmlDrawing1.vml", "<x:Row>", "<x:FmlaMacro>x</x:FmlaMacro><x:Row>"),
        ("xl/worksheets/_rels/sheet1.xml.rels", "comments", "oleObject"),
    ):
        files = [
            (n, b.replace(old.encode(), new.encode(), 1) if n == name else b)
            for n, b in opened(good).items()
        ]
        assert dict(files)[name] != opened(good)[name], (name, old)
        with pytest.raises((Refused, ValueError, LookupError)):
            verifier.verify(write_zip(files), frozenset())


@pytest.mark.parametrize(
    "sample", [s for s in sheets.SAMPLES if s.expected == "delivered"], ids=str
)
def test_the_verifier_refuses_the_sample_itself(sample):
    with pytest.raises((Refused, ValueError, LookupError)):
        verifier.verify(sample.make(), frozenset())


def test_reports_nothing_on_what_excel_writes_every_day():
    result = clean(sheets.everyday(), "a.xlsx")
    assert result.outcome == "delivered"
    assert not result.removals
    text = b"".join(opened(result.data).values()).decode("utf-8", "replace")
    assert "予算書" in text
    assert "tanaka" not in text
    assert "田中" not in text


@pytest.mark.parametrize("kind", BENIGN)
def test_looks_the_same_in_another_program(kind, tmp_path):
    before = pages_of(BENIGN[kind](), "xlsx", tmp_path / "before")
    after = pages_of(clean(BENIGN[kind](), "a.xlsx").data, "xlsx", tmp_path / "after")
    assert after == before


def test_links_out_go_when_the_body_says_so_and_links_inside_stay():
    result = clean(sheets.benign(), "a.xlsx", Options(links="text"))
    assert result.outcome == "delivered"
    assert not any(b"example.lg.jp" in body for body in opened(result.data).values())
    assert "location=" in part(result, FIRST)
