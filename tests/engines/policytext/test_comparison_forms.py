"""The 新旧対照表 as JSON, as HTML and as a .docx paper."""

import io
import json
import re
import shutil
import subprocess
import zipfile

import docx
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from hypothesis import given, settings
from tests.engines.policytext.comparison_samples import clause, document, wild_documents

from sekisho.policytext import (
    Clause,
    Comparison,
    compare,
    comparison_as_json,
    to_docx,
    to_html,
    to_html_table,
)
from sekisho.policytext.comparison import lines, phrases, writable
from sekisho.policytext.comparison.layout import level

TITLE = "朝霧市職員共済組合情報セキュリティ基本方針"
TITLES = {"old_title": TITLE, "new_title": TITLE}
OLD = document(
    clause("1", "目的を定める。", heading="目的", label="第1条"),
    clause(
        "2",
        "端末への二要素認証の導入を行う。",
        clause("2(1)", "端末からの情報の持ち出しを防ぐ。", label="(1)"),
        clause("2(2)", "削るべき規定を置くものとする。", label="(2)"),
        heading="対策",
        label="第2条",
    ),
    clause("3", "遵守状況を検証するため、監査を行う。", heading="監査", label="第3条"),
)
NEW = document(
    clause("1", "目的を定める。", heading="目的", label="第1条"),
    clause("2", "端末への多要素認証の導入を行う。", heading="対策", label="第2条"),
    clause("3", "例外措置は、期限を付して承認する。", heading="例外措置", label="第3条"),
    clause(
        "4",
        "遵守状況を検証するため、監査を行う。",
        clause("4(1)", "端末からの情報の持ち出しを防ぐ。", label="(1)"),
        heading="監査",
        label="第4条",
    ),
)
FOUND = compare(OLD, NEW)
HOSTILE = "<script>alert('1')</script>&\x00\x1b[31m\ud800\ufffe\r\n次の行"


def rows_of(html: str) -> list[list[str]]:
    table = BeautifulSoup(html, "lxml").find("table")
    return [[cell.get_text() for cell in row.find_all("td")] for row in table.find_all("tr")[1:]]


# --- JSON


def test_json_holds_exactly_the_fields_of_the_contract():
    written = json.loads(json.dumps(comparison_as_json(FOUND)))
    assert set(written) == {"changes"}
    for change in written["changes"]:
        assert set(change) == {"kind", "old", "new", "marks"}
        for side in (change["old"], change["new"]):
            assert side is None or set(side) == {"id", "label", "heading", "text"}
        for mark in change["marks"]:
            assert set(mark) == {"side", "part", "start", "end"}


def test_json_offsets_cut_out_the_words_that_differ():
    written = comparison_as_json(FOUND)["changes"]
    change = next(item for item in written if item["kind"] == "changed")
    cut = {m["side"]: change[m["side"]][m["part"]][m["start"] : m["end"]] for m in change["marks"]}
    assert cut == {"old": "二要素認証", "new": "多要素認証"}


# --- HTML


def test_the_new_edition_stands_on_the_left_and_every_row_says_its_kind_in_words():
    page = BeautifulSoup(to_html(FOUND, **TITLES), "lxml")
    assert [head.get_text() for head in page.find_all("th")] == ["改正後", "改正前", "区分"]
    assert [row[-1] for row in rows_of(str(page))] == [
        "変更なし",
        "改正",
        "削除",
        "新設",
        "番号の変更",
        "移動",
    ]


def test_empty_sides_say_new_or_deleted_and_moves_say_where():
    rows = {row[-1]: row for row in rows_of(to_html(FOUND, **TITLES))}
    assert rows["新設"][1] == "（新設）"
    assert rows["削除"][0] == "（削除）"
    assert rows["移動"][0].endswith("（2(1)から移動）")
    assert rows["移動"][1].endswith("（4(1)へ移動）")


def test_a_clause_reworded_and_moved_says_both():
    text = "端末からの情報の持ち出しを防ぐ措置を講じる。"
    old = document(clause("1", "", clause("1(1)", text), heading="対策"), clause("2", "附則"))
    new = document(
        clause("1", "", heading="対策"), clause("2", "附則", clause("2(1)", f"原則として、{text}"))
    )
    rows = rows_of(to_html(compare(old, new), **TITLES))
    assert ("改正・移動", True) in [(row[2], "（1(1)から移動）" in row[0]) for row in rows]


def test_a_side_that_is_not_there_has_no_lines():
    (change,) = compare(document(), document(clause("1", "本文")))
    assert lines(change, "old") == ()


def test_only_what_differs_is_underlined():
    page = BeautifulSoup(to_html(FOUND, **TITLES), "lxml")
    row = page.find("tr", attrs={"data-kind": "changed"})
    assert [mark.get_text() for mark in row.find_all("u")] == ["多要素認証", "二要素認証"]
    assert page.find("tr", attrs={"data-kind": "same"}).find("u") is None


def test_an_article_has_its_heading_above_in_brackets():
    page = BeautifulSoup(to_html(FOUND, **TITLES), "lxml")
    cell = page.find("tr", attrs={"data-kind": "same"}).find("td")
    assert [p.get_text() for p in cell.find_all("p")] == ["（目的）", "第1条　目的を定める。"]


def test_brackets_an_article_already_has_are_not_doubled():
    (change,) = compare(
        document(), document(clause("1", "本文", heading="（目的）", label="第1条"))
    )
    assert "".join(piece.text for piece in lines(change, "new")[0]) == "（目的）"


def test_a_numbered_heading_stands_beside_its_number():
    (change,) = compare(document(), document(clause("1", "本文", heading="目的")))
    texts = ["".join(piece.text for piece in line) for line in lines(change, "new")]
    assert texts == ["1　目的", "本文"]


def test_the_underline_of_a_new_article_has_no_gaps():
    (change,) = compare(document(), document(clause("1", "本文", heading="目的", label="第1条")))
    for line in lines(change, "new"):
        assert all(piece.underlined for piece in line)


def test_the_gap_after_a_new_number_is_bare_where_the_words_are_old():
    row = next(change for change in FOUND if change.kind == "renumbered")
    number, gap, words = lines(row, "new")[1]
    assert [number.underlined, gap.underlined, words.underlined] == [True, False, False]


def test_titles_stand_in_the_head_only_where_they_differ():
    head = to_html_table(FOUND, old_title="旧方針", new_title="新方針").split("</thead>")[0]
    assert "改正後<br>新方針" in head
    assert TITLE not in to_html_table(FOUND, **TITLES)


def test_the_table_for_a_web_page_needs_no_style_and_no_script():
    table = to_html_table(FOUND, **TITLES)
    assert table.startswith("<table ")
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|javascript:|<html", table)


def test_a_page_stands_alone_and_prints_on_landscape_paper():
    page = to_html(FOUND, **TITLES)
    assert page.startswith('<!DOCTYPE html>\n<html lang="ja">')
    assert "size: A4 landscape" in page
    assert not re.search(r"(?:src|href)=|url\(|@import", page)
    soup = BeautifulSoup(page, "lxml")
    assert soup.find("h1").get_text() == soup.find("title").get_text() == f"{TITLE} 新旧対照表"
    assert soup.find("caption").get_text() == "（下線の部分は、改正部分）"
    assert all(head["scope"] == "col" for head in soup.find_all("th"))
    assert len(soup.find_all("main")) == 1


def test_a_page_can_be_english_throughout():
    page = BeautifulSoup(to_html(FOUND, lang="en", old_title="Old", new_title="New"), "lxml")
    assert page.find("html")["lang"] == "en"
    assert [row[-1] for row in rows_of(str(page))][:3] == ["unchanged", "amended", "deleted"]


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="ja か en"):
        to_html(FOUND, lang="fr", **TITLES)  # type: ignore[arg-type]


def test_japanese_and_english_have_words_for_every_kind():
    kinds = {"same", "changed", "added", "removed", "moved", "renumbered"}
    assert set(phrases("ja").kinds) == set(phrases("en").kinds) == kinds


def test_nothing_from_a_document_becomes_markup():
    old = document(Clause(HOSTILE, HOSTILE, HOSTILE, HOSTILE))
    new = document(
        clause("9", "端末への二要素認証の導入を行う。"), Clause("1", HOSTILE, "", HOSTILE)
    )
    page = to_html(compare(old, new), old_title=HOSTILE, new_title=HOSTILE + "2")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search("[\x00\x1b\ud800\ufffe\r]", page)
    page.encode()


def test_line_breaks_in_a_clause_are_kept():
    (change,) = compare(document(), document(clause("1", "一行目\r\n二行目")))
    assert "一行目<br>二行目" in to_html_table(Comparison((change,)), **TITLES)


def test_unchanged_clauses_may_be_omitted_once_for_each_run():
    old = document(*(clause(str(n), f"第{n}の対策を講じる。") for n in range(6)))
    new = document(
        *(clause(str(n), f"第{n}の対策を{'定める' * (n == 3)}講じる。") for n in range(6))
    )
    rows = rows_of(to_html_table(compare(old, new), omit_same=True, **TITLES))
    assert [row[0].startswith("（略）") for row in rows] == [True, False, True]


def test_no_clauses_give_a_table_that_says_so():
    assert rows_of(to_html(compare(document(), document()), **TITLES)) == [
        ["（条文がありません。）"]
    ]


@pytest.mark.parametrize(
    ("name", "depth"),
    [("5", 0), ("5の2", 0), ("第1章第2節", 0), ("3-2", 1), ("6(3)", 1), ("6(3)①", 2), ("6(8)¶2", 1),
     ("3-2(1)ア", 3), ("3-2(1)ア(ア)", 4), ("6(3)①ア", 3), ("1(1)(2)(3)(4)(5)(6)(7)", 5)],
)  # fmt: skip
def test_the_indent_follows_the_depth_of_the_id(name, depth):
    assert level(clause(name)) == depth


# --- .docx


def opened(**options) -> docx.document.Document:
    return docx.Document(io.BytesIO(to_docx(FOUND, **{**TITLES, **options})))


def underlined_runs(cell) -> list[str]:
    return [run.text for p in cell.paragraphs for run in p.runs if run.underline]


def test_the_paper_is_a_landscape_table_of_two_columns():
    paper = opened()
    section = paper.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    (table,) = paper.tables
    assert [cell.text for cell in table.rows[0].cells] == ["改正後", "改正前"]
    assert len(table.rows) == len(FOUND) + 1
    assert [p.text for p in paper.paragraphs[:2]] == [
        f"{TITLE} 新旧対照表",
        "（下線の部分は、改正部分）",
    ]


def test_the_paper_underlines_what_differs():
    row = opened().tables[0].rows[2]
    assert [underlined_runs(cell) for cell in row.cells] == [["多要素認証"], ["二要素認証"]]


def test_only_the_head_row_is_repeated_on_every_page():
    heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in opened().tables[0].rows]
    assert heads == [True] + [False] * len(FOUND)


def test_the_paper_names_a_japanese_font_and_numbers_its_pages():
    paper = opened()
    fonts = paper.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "ＭＳ 明朝"
    footer = paper.sections[0].footer.paragraphs[0]._p
    assert footer.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"


def test_the_paper_names_no_author_and_no_program():
    core = opened().core_properties
    assert (core.title, core.author, core.comments) == (f"{TITLE} 新旧対照表", "", "")
    assert core.language == "ja-JP"


def test_equal_comparisons_give_equal_bytes():
    assert to_docx(FOUND, **TITLES) == to_docx(compare(OLD, NEW), **TITLES)
    with zipfile.ZipFile(io.BytesIO(to_docx(FOUND, **TITLES))) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_a_long_row_may_break_over_pages_and_a_short_one_may_not():
    (long,) = compare(document(), document(clause("1", "長い規定を置く。" * 200)))
    (short,) = compare(document(), document(clause("1", "短い規定を置く。")))
    paper = docx.Document(io.BytesIO(to_docx(Comparison((long, short)), **TITLES)))
    kept = [row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in paper.tables[0].rows]
    assert kept == [True, False, True]


def test_hostile_characters_do_not_break_the_paper():
    old = document(Clause("1", HOSTILE, HOSTILE, HOSTILE))
    data = to_docx(compare(old, document()), old_title=HOSTILE, new_title=HOSTILE * 50)
    cell = docx.Document(io.BytesIO(data)).tables[0].rows[1].cells[1]
    assert "<script>" in cell.text
    assert "次の行" in cell.text


def test_no_clauses_give_a_paper_that_says_so():
    data = to_docx(compare(document(), document()), **TITLES)
    assert "条文がありません" in docx.Document(io.BytesIO(data)).tables[0].rows[1].cells[0].text


def test_a_paper_may_omit_what_is_unchanged():
    first = opened(omit_same=True).tables[0].rows[1]
    assert [cell.text for cell in first.cells] == ["（略）", "（略）"]


@settings(max_examples=15)
@given(wild_documents, wild_documents)
def test_every_form_holds_the_words_of_both_sides(old, new):
    """Whatever the characters: nothing is lost and nothing raises."""
    found = compare(old, new)
    page = BeautifulSoup(to_html(found, old_title=old.title, new_title=new.title), "html.parser")
    paper = docx.Document(io.BytesIO(to_docx(found, old_title="旧", new_title="新")))
    # Readers of HTML fold white space, so only the visible characters are held against each other.
    on_page = visible("".join(page.strings))
    on_paper = visible("".join(paper.element.itertext(qn("w:t"))))
    for item in [*old.walk(), *new.walk()]:
        assert visible(writable(item.text)) in on_page
        assert visible(writable(item.text)) in on_paper
    json.dumps(comparison_as_json(found))


def visible(text: str) -> str:
    return "".join(text.split())


@pytest.mark.verification
@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"
)
def test_libreoffice_prints_the_paper_on_landscape_pages_with_the_head_on_each(tmp_path):
    old = document(*(clause(str(n), f"第{n}の対策を講じる。" * 9) for n in range(1, 31)))
    new = document(*(clause(str(n), f"第{n}の対策を定める。" * 9) for n in range(1, 31)))
    (tmp_path / "taisho.docx").write_bytes(to_docx(compare(old, new), **TITLES))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "taisho.docx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with pypdfium2.PdfDocument(tmp_path / "taisho.pdf") as pdf:
        assert len(pdf) > 1
        for number, page in enumerate(pdf, start=1):
            width, height = page.get_size()
            assert width > height
            text = page.get_textpage().get_text_range()
            assert "改正後" in text
            assert "改正前" in text
            assert str(number) in text.split()
