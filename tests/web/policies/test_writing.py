"""Documents written here: drawn from the catalogue, changed passage by passage, made editions."""

from datetime import date, timedelta

import pytest
from tests.web.factories import AT, make_person
from tests.web.organization.sealed import kinds_of, last
from tests.web.policies.samples import PROCEDURE, STANDARD, fresh, imported, published, submitted

from sekisho.catalogue import load
from sekisho.web.policies import actions
from sekisho.web.policies.actions.editions import prepared_by
from sekisho.web.policies.agreement import differences
from sekisho.web.policies.errors import PolicyRefusedError, WrongStateError
from sekisho.web.policies.gaps import gaps
from sekisho.web.policies.models import Clause, Edition, Manuscript, ProcedureLink
from sekisho.web.policies.reading import document_of
from sekisho.web.ui.errors import Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)
ALL = frozenset({"procedures.read"})

HEAD = "朝霧市職員共済組合端末管理手順\n\n令和8年4月1日施行\n\n"
LAYOUTS = {
    "sections and branches": (
        HEAD
        + """第1章 総則

（趣旨）
第1条 この手順は、端末の管理について必要な事項を定める。

第2章 端末

第1節 貸与

（貸与）
第2条 情報システム管理者は、端末を貸与するときは、次の事項を確かめなければならない。
(1) 台帳に記載されていること。
(2) 次の設定がされていること。
ア 画面の固定
(ア) 五分で固定されること。
(イ) 解除に認証を要すること。
イ 暗号化
2 端末は、管理番号を付して貸与する。

（返納）
第2条の2 職員等は、異動するときは、端末を返納しなければならない。

第2節 持出し

（許可）
第3条 職員等は、課長の許可なく端末を持ち出してはならない。

附則
1 この手順は、令和8年4月1日から施行する。
2 従前の手順は、廃止する。
""",
        "articles",
        "第1章 第1条 第2章 第1節 第2条 (1) (2) ア (ア) (イ) イ 2 第2条の2 第2節 第3条 附則 1 2",
    ),
    "numbers in kanji": (
        HEAD
        + """第一章 総則

（趣旨）
第一条 この手順は、端末の管理について必要な事項を定める。

（貸与）
第二条 端末は、管理番号を付して貸与する。
""",
        "articles",
        "第1章 第1条 第2条",
    ),
    "official order in chapters": (
        HEAD
        + """第1章 総則

1 目的

この手順は、端末の管理について定めることを目的とする。

2 対象

職員等に貸与する端末を対象とする。

第2章 管理

1 貸与

端末を貸与するときは、次の事項を確かめなければならない。

(1) 台帳に記載されていること。

ア 管理番号を付すこと。

(ア) 剝がれない札とすること。

(2) 画面が固定されること。
""",
        "official",
        "第1章 1 2 第2章 1 (1) ア (ア) (2)",
    ),
    "numbers with points": (
        HEAD
        + """1. 目的

この手順は、端末の管理について定めることを目的とする。

2. 貸与

端末を貸与するときは、次の事項を確かめなければならない。

(1) 台帳に記載されていること。

(2) 画面が固定されること。
""",
        "numbers",
        "1 2 (1) (2)",
    ),
}


@pytest.fixture
def by():
    return make_person("書く 人", roles=("secretariat",))


def drawn(by, controls=("asset-register", "asset-owner", "clear-desk"), title="対策基準の案"):
    return actions.begin_standard(title=title, effective_on=DAY, controls=controls, by=by, at=AT)


def procedure(by):
    return actions.begin_blank(
        kind="procedure", title="当直の手順", style="numbers", effective_on=DAY, by=by, at=AT
    )


def told(row):
    return [(each.form, each.heading) for each in row.passages.all()]


class TestDrawing:
    def test_each_control_is_an_article_in_its_chapter(self, by):
        row = drawn(by)
        assert told(row)[:2] == [("chapter", "総則"), ("article", "趣旨")]
        controls = load().controls
        assert [each.control for each in row.passages.exclude(control="")] == [
            "asset-register", "asset-owner", "clear-desk",
        ]  # fmt: skip
        one = row.passages.get(control="asset-owner")
        assert one.text == controls["asset-owner"].statement.ja
        assert sum(form == "chapter" for form, _heading in told(row)) == 3

    def test_without_a_control_or_a_title_nothing_is_drawn(self, by):
        with pytest.raises(PolicyRefusedError, match="一つ以上"):
            drawn(by, controls=())
        with pytest.raises(PolicyRefusedError, match="題名"):
            drawn(by, title=" ")
        assert not Manuscript.objects.exists()

    def test_the_edition_made_of_it_carries_the_topics_of_its_controls(self, by):
        row = drawn(by)
        edition = actions.make_edition(manuscript=row, by=by, at=AT)
        assert (edition.title, edition.effective_on, edition.state) == (
            "対策基準の案",
            DAY,
            "draft",
        )
        for passage in row.passages.exclude(control=""):
            clause = Clause.objects.get(edition=edition, heading=passage.heading)
            carried = {each.topic for each in clause.topics.all()}
            assert clause.demands
            assert set(load().controls[passage.control].topics) <= carried

    def test_every_control_of_the_catalogue_makes_an_edition_in_force(self, by):
        row = drawn(by, controls=load().controls)
        edition = published(actions.make_edition(manuscript=row, by=by, at=AT))
        assert edition.state == "published"
        assert edition.clauses.count() == row.passages.count()
        assert list(differences()) == []


class TestChanging:
    def test_a_passage_is_added_changed_moved_and_removed_with_its_numbers_kept(self, by):
        row = procedure(by)
        [first] = row.passages.all()
        given = {"by": by, "at": AT, "text": "する。"}
        second = actions.add_passage(
            manuscript=row, after=first, form="article", heading="鍵", **given
        )
        actions.add_passage(manuscript=row, after=second, form="item", heading="", **given)
        actions.change_passage(passage=first, form="article", heading="はじめに", **given)
        second.refresh_from_db()
        actions.move_passage(passage=second, down=False, by=by, at=AT)
        assert told(row) == [("article", "鍵"), ("item", ""), ("article", "はじめに")]
        second.refresh_from_db()
        actions.move_passage(passage=second, down=True, by=by, at=AT)
        assert told(row) == [("article", "はじめに"), ("article", "鍵"), ("item", "")]
        second.refresh_from_db()
        assert actions.remove_passage(passage=second, by=by, at=AT) == 2
        assert told(row) == [("article", "はじめに")]

    def test_what_cannot_stand_there_is_refused_and_nothing_is_kept(self, by):
        row = procedure(by)
        [first] = row.passages.all()
        for form, heading, words in (
            ("section", "節", "置けません"),
            ("item", "", "見出しか本文"),
        ):
            with pytest.raises(PolicyRefusedError, match=words):
                actions.add_passage(
                    manuscript=row, after=first, form=form, heading=heading, text="", by=by, at=AT
                )
        with pytest.raises(PolicyRefusedError, match="動かせません"):
            actions.move_passage(passage=first, down=True, by=by, at=AT)
        with pytest.raises(PolicyRefusedError, match="カタログ"):
            actions.change_passage(
                passage=first, form="article", heading="x", text="", control="none", by=by, at=AT
            )
        assert row.passages.count() == 1

    def test_an_open_remark_keeps_the_edition_from_being_made(self, by):
        row = drawn(by)
        made = actions.remark(passage=row.passages.first(), text="章の名は？", by=by, at=AT)
        with pytest.raises(PolicyRefusedError, match="コメントが1件"):
            actions.make_edition(manuscript=row, by=by, at=AT)
        actions.settle_remark(remark=made, by=by, at=AT)
        with pytest.raises(WrongStateError):
            actions.settle_remark(remark=made, by=by, at=AT)
        assert actions.make_edition(manuscript=row, by=by, at=AT).state == "draft"

    def test_what_would_be_read_otherwise_makes_no_edition(self, by):
        row = drawn(by)
        passage = row.passages.get(control="clear-desk")
        actions.change_passage(
            passage=passage, form="article", heading="机", text="次のとおり。\n第9条　勝手な条",
            by=by, at=AT,
        )  # fmt: skip
        with pytest.raises(PolicyRefusedError, match="書いたとおり"):
            actions.make_edition(manuscript=row, by=by, at=AT)
        assert not Edition.objects.exists()

    def test_a_manuscript_is_closed_while_its_edition_exists(self, by):
        row = drawn(by)
        edition = actions.make_edition(manuscript=row, by=by, at=AT)
        passage = row.passages.first()
        with pytest.raises(WrongStateError):
            actions.remove_passage(passage=passage, by=by, at=AT)
        with pytest.raises(WrongStateError):
            actions.make_edition(manuscript=row, by=by, at=AT)
        actions.discard_edition(edition=edition, by=by, at=AT)
        row.refresh_from_db()
        assert (row.edition, row.document) == (None, None)
        actions.remove_passage(passage=row.passages.first(), by=by, at=AT)


class TestAuthors:
    def test_whoever_wrote_in_it_cannot_decide_on_it(self, by):
        other = make_person("直した 決裁者", roles=("secretariat", "ciso"))
        row = drawn(by)
        actions.change_passage(
            passage=row.passages.get(control="clear-desk"), form="article", heading="机",
            text="机を片付けなければならない。", by=other, at=AT,
        )  # fmt: skip
        edition = actions.make_edition(manuscript=row, by=by, at=AT)
        assert {str(by.opaque_id), str(other.opaque_id)} <= prepared_by(edition)
        waiting = submitted(edition)
        with pytest.raises(Refused, match="決裁"):
            actions.decide_edition(edition=waiting, approve=True, comment="", by=other, at=AT)
        assert fresh(edition).state == "submitted"

    def test_who_only_asked_something_may(self, by):
        asker = make_person("尋ねた 決裁者", roles=("ciso",))
        row = drawn(by)
        made = actions.remark(passage=row.passages.first(), text="よいか", by=asker, at=AT)
        actions.settle_remark(remark=made, by=by, at=AT)
        edition = actions.make_edition(manuscript=row, by=by, at=AT)
        assert str(asker.opaque_id) not in prepared_by(edition)

    def test_every_change_is_sealed_by_ids_alone(self, by):
        row = drawn(by)
        subject = row.subject
        actions.drop_manuscript(manuscript=row, by=by, at=AT)
        assert kinds_of(subject) == ["manuscript.dropped", "manuscript.begun"]
        assert "対策基準の案" not in str(last(subject))


class TestRewriting:
    def test_the_next_edition_begins_with_the_words_in_force(self, by):
        edition = published(imported(STANDARD.encode(), kind="standard"))
        row = actions.begin_next(edition=edition, by=by, at=AT)
        assert (row.document, row.base, row.style) == (edition.document, edition, "numbers")
        assert [each.heading for each in row.passages.all()][:2] == ["目的", "教育"]
        with pytest.raises(WrongStateError, match="既にあります"):
            actions.begin_next(edition=edition, by=by, at=AT)
        passage = row.passages.get(heading="教育")
        actions.change_passage(
            passage=passage, form="article", heading="教育",
            text="情報セキュリティ管理者は、職員等に毎年度二回の研修を行わなければならない。",
            by=by, at=AT,
        )  # fmt: skip
        later = actions.make_edition(manuscript=row, by=by, at=AT + timedelta(hours=1))
        assert (later.document, later.number) == (edition.document, 2)
        old, new = ({c.id: c.text for c in document_of(e.tree).walk()} for e in (edition, later))
        assert [key for key in old if old[key] != new[key]] == ["2"]

    def test_numbers_that_would_change_are_left_to_the_file(self, by):
        gap = STANDARD.replace("3 委託", "5 委託")
        edition = published(imported(gap.encode(), kind="standard"))
        with pytest.raises(PolicyRefusedError, match="元のファイル"):
            actions.begin_next(edition=edition, by=by, at=AT)

    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_the_usual_layouts_are_written_on_and_every_clause_keeps_its_id(self, by, layout):
        text, style, labels = LAYOUTS[layout]
        edition = published(imported(text.encode(), kind="procedure"))
        row = actions.begin_next(edition=edition, by=by, at=AT)
        assert row.style == style
        later = actions.make_edition(manuscript=row, by=by, at=AT + timedelta(hours=1))
        old, new = ([(c.id, c.text) for c in document_of(e.tree).walk()] for e in (edition, later))
        assert new == old
        written = [each.label for each in later.clauses.order_by("position") if each.label]
        assert written == labels.split()

    def test_a_branch_is_put_between_and_nothing_behind_it_is_numbered_anew(self, by):
        text, _style, _labels = LAYOUTS["sections and branches"]
        edition = published(imported(text.encode(), kind="procedure"))
        row = actions.begin_next(edition=edition, by=by, at=AT)
        first = row.passages.get(heading="趣旨")
        actions.add_passage(
            manuscript=row, after=first, form="article", heading="定義", branch=True,
            text="この手順で使う言葉は、対策基準の例による。", by=by, at=AT,
        )  # fmt: skip
        later = actions.make_edition(manuscript=row, by=by, at=AT + timedelta(hours=1))
        ids = {each.clause_id for each in edition.clauses.all()}
        assert {each.clause_id for each in later.clauses.all()} - ids == {"1の2"}

    @pytest.mark.parametrize(("old", "new"), [("(1)", "1)"), ("ア 管", "ア) 管")])
    def test_a_mark_that_is_part_of_the_id_is_left_to_the_file(self, by, old, new):
        text = LAYOUTS["official order in chapters"][0].replace(old, new)
        edition = published(imported(text.encode(), kind="procedure"))
        with pytest.raises(PolicyRefusedError, match="元のファイル"):
            actions.begin_next(edition=edition, by=by, at=AT)

    def test_a_branch_of_a_branch_is_left_to_the_file(self, by):
        text = LAYOUTS["sections and branches"][0].replace("第2条の2", "第2条の2の2")
        edition = published(imported(text.encode(), kind="procedure"))
        with pytest.raises(PolicyRefusedError, match="元のファイル"):
            actions.begin_next(edition=edition, by=by, at=AT)


class TestProcedures:
    def test_a_manuscript_of_a_procedure_is_for_who_may_read_it(self, by):
        row = procedure(by)
        assert row in Manuscript.objects.readable(ALL)
        assert row not in Manuscript.objects.readable(frozenset({"documents.draft"}))

    def test_gaps_are_clauses_without_procedure_and_procedures_without_clause(self, by):
        standard = published(imported(kind="standard"))
        hidden = published(imported(PROCEDURE.encode(), kind="procedure")).document
        found = gaps()
        demanding = standard.clauses.filter(demands=True)
        assert (found.open, found.unlinked) == (demanding.count(), (hidden,))
        clause = demanding.first()
        given = {"clause": clause, "by": by, "at": AT}
        assert actions.link_procedures(procedures=[hidden], **given) == 1
        assert actions.link_procedures(procedures=[hidden], **given) == 0
        found = gaps()
        assert (found.open, found.unlinked) == (demanding.count() - 1, ())
        assert kinds_of(standard.subject)[0] == "clause.procedures"
        assert actions.link_procedures(procedures=[], **given) == 1
        assert gaps().unlinked == (hidden,)

    def test_links_follow_their_clause_to_its_new_number(self, by):
        standard = published(imported(kind="standard"))
        hidden = published(imported(PROCEDURE.encode(), kind="procedure")).document
        clause = standard.clauses.get(heading="委託")
        actions.link_procedures(clause=clause, procedures=[hidden], by=by, at=AT)
        new = STANDARD.replace(
            "3 委託", "3 媒体\n\n媒体は、施錠して保管しなければならない。\n\n4 委託"
        )
        later = imported(new.encode(), kind="standard", document=standard.document)
        published(later)
        assert ProcedureLink.objects.get().clause_id == "4"
        assert gaps().orphaned == ()

    def test_a_clause_that_is_gone_leaves_its_link_to_be_seen(self, by):
        standard = published(imported(kind="standard"))
        hidden = published(imported(PROCEDURE.encode(), kind="procedure")).document
        clause = standard.clauses.get(heading="委託")
        actions.link_procedures(clause=clause, procedures=[hidden], by=by, at=AT)
        shorter = STANDARD[: STANDARD.index("3 委託")]
        published(imported(shorter.encode(), kind="standard", document=standard.document))
        found = gaps()
        assert [each.procedure for each in found.orphaned] == [hidden]
        assert found.unlinked == (hidden,)

    def test_only_clauses_of_a_standard_in_force_have_procedures(self, by):
        draft = imported(kind="standard")
        with pytest.raises(WrongStateError):
            actions.link_procedures(clause=draft.clauses.first(), procedures=[], by=by, at=AT)
