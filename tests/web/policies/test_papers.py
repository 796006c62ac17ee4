"""The papers of the room: the public policy, and the sheet people sign."""

import pytest
from tests.web.policies.samples import basic, imported, published

from sekisho.web.policies.papers import policy_paper, sheet_paper
from sekisho.web.policies.public import public_policy
from sekisho.web.ui.papers import Clause, Definitions, Paragraph, Table, to_pdf

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
