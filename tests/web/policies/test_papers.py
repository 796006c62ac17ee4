"""The papers of the room: the public policy, and the sheet people sign."""

import pytest
from tests.web.factories import AT, make_person, make_unit
from tests.web.policies.samples import BASIC, PROCEDURE, STANDARD, basic, imported, published
from tests.web.policies.test_writing import LAYOUTS

from sekisho.web.policies.papers import Reader, edition_paper, policy_paper, sheet_paper
from sekisho.web.policies.public import public_clauses, public_policy
from sekisho.web.ui.papers import Clause, Definitions, Heading, Paragraph, Table, to_pdf

pytestmark = pytest.mark.django_db


def of_kind(paper, kind):
    return [block for block in paper.blocks if isinstance(block, kind)]


class TestPolicy:
    def test_its_lines_are_number_promulgation_and_effect(self):
        published()
        paper = policy_paper(public_policy())
        assert paper.subtitle == ("公告第7号", "令和8年3月31日", "令和8年4月1日施行")
        assert (paper.header, paper.footer) == ("", "")

    def test_every_clause_stands_in_order_with_label_and_depth(self):
        edition = published()
        lines = of_kind(policy_paper(public_policy()), Clause)
        labels = [line.label for line in lines if line.label]
        written = [
            each.label.replace("(", "（").replace(")", "）")
            for each in edition.clauses.all()
            if each.label
        ]
        assert labels == written
        text = "".join(str(line.text) for line in lines)
        for each in edition.clauses.all():
            assert each.text.replace("(", "（").replace(")", "）") in text

    def test_the_office_stands_at_the_end(self):
        published()
        last = policy_paper(public_policy()).blocks[-1]
        assert isinstance(last, Paragraph)
        assert (last.text, last.align) == ("（総務課）", "end")

    def test_what_the_document_does_not_say_is_left_out(self):
        data = basic().decode().replace("（総務課）", "").replace("朝霧市職員共済組合公告第7号", "")
        published(imported(data.encode()))
        paper = policy_paper(public_policy())
        assert "公告第7号" not in paper.subtitle
        assert not of_kind(paper, Paragraph)


class TestSheet:
    def test_each_name_has_a_row_to_sign(self):
        edition = published()
        paper = sheet_paper(edition, "給付課", ["朝霧 花子", "朝霧 太郎"])
        (table,) = of_kind(paper, Table)
        assert table.rows == (("1", "朝霧 花子", "", ""), ("2", "朝霧 太郎", "", ""))
        (facts,) = of_kind(paper, Definitions)
        assert ("所属", "給付課") in facts.rows
        assert ("施行日", "令和8年4月1日") in facts.rows

    def test_without_anybody_left_it_still_prints(self):
        assert to_pdf(sheet_paper(published(), "給付課", [])).startswith(b"%PDF-")


def said(paper):
    """Return every word of the paper's blocks, in order."""
    found = []
    for block in paper.blocks:
        if isinstance(block, Clause):
            found += [block.caption.strip("（）"), block.label, block.text]
        else:
            found.append(block.text)
    return "".join(found).replace("　", "")


TEXTS = {name: text for name, (text, _style, _labels) in LAYOUTS.items()} | {
    "basic": BASIC, "standard": STANDARD, "procedure": PROCEDURE,
}  # fmt: skip


class TestEdition:
    @pytest.mark.parametrize("name", TEXTS)
    def test_every_word_of_every_clause_stands_in_order(self, name):
        kind = name if name in {"basic", "standard"} else "procedure"
        edition = published(imported(TEXTS[name].encode(), kind=kind))
        wanted = []
        for each in public_clauses(edition):
            article = each.label.endswith("条") or "条の" in each.label
            order = (each.heading, each.label) if article else (each.label, each.heading)
            wanted += [*order, each.text]
        issuer = f"（{edition.issuer}）" if edition.issuer else ""
        assert said(edition_paper(edition, None)) == ("".join(wanted) + issuer).replace("　", "")

    def test_chapters_are_headings_and_paragraphs_stand_beside_their_article(self):
        text, _style, _labels = LAYOUTS["sections and branches"]
        edition = published(imported(text.encode(), kind="procedure"))
        blocks = edition_paper(edition, None).blocks
        headings = [(b.text, b.level) for b in blocks if isinstance(b, Heading)]
        assert headings == [
            ("第1章　総則", 1), ("第2章　端末", 1), ("第1節　貸与", 2), ("第2節　持出し", 2),
            ("附則", 1),
        ]  # fmt: skip
        lines = [(b.label, b.depth) for b in blocks if isinstance(b, Clause)]
        assert lines == [
            ("第1条", 0), ("第2条", 0), ("（1）", 1), ("（2）", 1), ("ア", 2), ("（ア）", 3),
            ("（イ）", 3), ("イ", 2), ("2", 0), ("第2条の2", 0), ("第3条", 0), ("1", 0), ("2", 0),
        ]  # fmt: skip
        [branch] = [b for b in blocks if isinstance(b, Clause) and b.label == "第2条の2"]
        assert branch.caption == "（返納）"

    def test_a_marked_copy_names_reader_unit_and_minute_on_every_page(self):
        person = make_person("朝霧 花子", unit=make_unit("給付課"))
        edition = published(imported(kind="procedure"))
        paper = edition_paper(edition, Reader(person, AT))
        named = "朝霧 花子（給付課）　令和8年"
        assert paper.watermark.startswith(named)
        assert paper.header == f"閲覧者　{paper.watermark}"
        assert ":" in paper.watermark
        assert "非公開" in paper.footer
        standard = edition_paper(published(imported(kind="standard")), Reader(person, AT))
        assert standard.watermark == paper.watermark
        assert standard.footer == "組織の外に渡さないこと"

    def test_without_a_reader_nothing_is_marked(self):
        paper = edition_paper(published(), None)
        assert (paper.header, paper.footer, paper.watermark) == ("", "", "")

    def test_what_is_not_in_force_says_so(self):
        draft = imported(kind="procedure")
        assert edition_paper(draft, None).subtitle[-1] == "第1版（案）"
        assert edition_paper(published(draft), None).subtitle == ("令和8年4月1日施行", "第1版")
        draft.state = "superseded"
        assert edition_paper(draft, None).subtitle[-1] == "第1版（旧版）"
