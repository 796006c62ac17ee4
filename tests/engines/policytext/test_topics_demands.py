"""Which clauses demand something, and which words say so. Clauses are built by hand."""

import pytest

from sekisho.catalogue import load
from sekisho.policytext.model import Clause, Document
from sekisho.policytext.topics import REASONS, propose


def clause(text="", heading="", *children, label="1", ident="1"):
    return Clause(ident, label, heading, text, children=tuple(children))


def item(number, text="", heading="", *children):
    return Clause(f"1({number})", f"({number})", heading, text, children=tuple(children))


def further(number, text):
    return Clause(f"1¶{number}", "", "", text)


def proposals(*clauses):
    return {p.clause: p for p in propose(Document("方針", clauses=clauses), load().topics.values())}


def topics(text="", heading="", *children):
    found = proposals(clause(text, heading, *children))["1"]
    return [t.topic for t in found.topics] if found.demand else found.reason


@pytest.mark.parametrize("heading", ["目的", "趣旨", "（目的）", "目 的", "目的及び趣旨"])
def test_a_purpose_demands_nothing(heading):
    assert topics("情報セキュリティ監査を実施し、情報資産を守る。", heading) == "purpose"


def test_a_purpose_without_heading_is_known_by_its_words():
    assert topics("この方針は、情報資産の保護について定めることを目的とする。") == "purpose"


def test_a_definition_demands_nothing_whatever_it_speaks_of():
    below = item(1, "不正プログラムの付着が無い通信をいう。", "無害化通信")
    found = proposals(clause("", "定義", below))
    assert found["1(1)"].reason == "definition"
    assert not found["1(1)"].topics


def test_a_lead_to_meanings_makes_definitions_of_all_below_it_without_a_heading():
    lead = "この規程で用いる用語の意義は、次のとおりとする。"
    found = proposals(clause(lead, "", item(1, "端末 職員等が監査に用いる機器")))
    assert {p.reason for p in found.values()} == {"definition"}


def test_a_sentence_that_ends_in_meaning_is_a_definition_anywhere():
    assert topics("この規程で監査とは、遵守の状況を調べることをいう。") == "definition"


@pytest.mark.parametrize("heading", ["対象とする脅威", "脅威", "情報資産への脅威", "想定する脅威"])
def test_threats_demand_nothing_of_their_own(heading):
    below = item(1, "不正アクセス、ウイルス攻撃等による情報資産の漏えい")
    found = proposals(clause("次の脅威を想定し、対策を実施する。", heading, below))
    assert {p.reason for p in found.values()} == {"threats"}


def test_a_heading_that_only_mentions_threats_is_a_demand():
    assert topics("毎年度、脅威の動向を踏まえたリスク評価を行う。", "脅威への対応") == [
        "review.risk"
    ]


def test_a_heading_alone_demands_nothing():
    assert topics("", "物理的セキュリティ") == "heading"


def test_a_lead_leaves_the_demand_to_its_items():
    found = proposals(
        clause(
            "次の対策を講じる。",
            "対策",
            item(1, "バックアップを取得する。"),
            item(2, "監査を行う。"),
        )
    )
    assert found["1"].reason == "container"
    assert [t.topic for t in found["1(1)"].topics] == ["technical.backup"]


def test_things_counted_up_belong_to_the_clause_that_counts_them():
    found = proposals(
        clause(
            "この方針が対象とする情報資産は、次のとおりとする。",
            "",
            item(1, "サーバ及び電磁的記録媒体"),
            item(2, "情報（これを印刷した文書を含む。）"),
        )
    )
    assert [t.topic for t in found["1"].topics] == ["scope.assets"]
    assert found["1(1)"].reason == found["1(2)"].reason == "item"


def test_measures_counted_up_as_nouns_are_demands_each():
    found = proposals(
        clause("次の対策を講じる。", "", item(1, "バックアップの取得"), item(2, "自己点検"))
    )
    assert found["1"].reason == "container"
    assert found["1(1)"].demand
    assert found["1(2)"].demand


def test_a_lead_with_a_demand_of_its_own_before_it_stays_a_demand():
    found = proposals(
        clause(
            "毎年度、監査を実施する。監査では、次の事項を確かめるものとする。",
            "",
            item(1, "規程が守られていること。"),
        )
    )
    assert [t.topic for t in found["1"].topics] == ["review.audit"]


def test_further_paragraphs_do_not_make_a_container():
    found = proposals(clause("次のとおり監査を行う。", "", further(2, "自己点検を行う。")))
    assert found["1"].demand
    assert [t.topic for t in found["1¶2"].topics] == ["review.self-inspection"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("やむを得ない場合は、例外措置を講ずることができる。", "permission"),
        ("このほか、必要な事項は、理事長が別に定める。", "delegation"),
        ("この規程は、令和5年4月1日から施行する。", "supplementary"),
        ("従前の方針は、廃止する。", "supplementary"),
        ("削除", "deleted"),
    ],
)
def test_other_clauses_that_demand_nothing(text, reason):
    assert topics(text) == reason


def test_a_supplement_demands_nothing_even_where_it_commands():
    below = item(1, "職員等は、施行の日までに研修を受けなければならない。")
    assert proposals(clause("", "附則", below))["1(1)"].reason == "supplementary"


def test_one_demanding_sentence_makes_the_clause_a_demand():
    text = "監査とは、調べることをいう。監査を実施しなければならない。"
    assert topics(text) == ["review.audit"]


def test_a_demand_that_matches_nothing_stays_a_demand_without_topics():
    found = proposals(clause("職員等は、庁舎の花壇に毎朝水をやらなければならない。"))["1"]
    assert found.demand
    assert found.topics == ()
    assert found.reason == "unmatched"


@pytest.mark.parametrize("text", ["監査", "。", "、、、", "①", "2", "（。）"])
def test_a_scrap_of_text_is_a_demand_rather_than_hidden(text):
    """What is not understood must be seen by the official."""
    assert proposals(clause(text))["1"].demand


def test_grounds_and_results_are_not_demanded():
    assert topics("監査及び自己点検の結果、本方針を見直す。") == ["review.policy"]
    assert topics("対策基準に基づき、実施手順を策定する。") == ["documents.procedures"]
    assert topics("緊急時対応計画に従い、バックアップを取得する。") == ["technical.backup"]


def test_purposes_are_not_demanded():
    assert topics("不正アクセス、ウイルスを防ぐため、バックアップを取得する。") == [
        "technical.backup"
    ]


def test_a_step_before_a_purpose_is_still_demanded():
    text = "ログを取得し、改ざんを防ぐため、アクセス権を設定する。"
    assert topics(text) == ["technical.access", "technical.logs"]


def test_conditions_say_what_a_demand_is_about():
    assert topics("外部サービスを利用する場合には、規定を整える。") == [
        "suppliers.external-services"
    ]


def test_who_acts_is_not_what_is_demanded():
    """情報セキュリティ監査統括責任者は… is no audit, 情報セキュリティ委員会は… no committee."""
    assert topics("情報セキュリティ監査人は、バックアップを取得する。") == ["technical.backup"]


def test_what_is_done_by_the_acting_person_is_kept():
    assert topics("情報を運搬する職員等は、容器に施錠しなければならない。") == ["assets.transfer"]


def test_items_take_the_topic_of_the_heading_above_when_they_say_none():
    found = proposals(
        clause(
            "職員等は、次の事項を守らなければならない。",
            "テレワーク",
            item(1, "家族に見せないこと。"),
        )
    )
    assert found["1(1)"].reason == "context"
    assert [t.topic for t in found["1(1)"].topics] == ["people.telework"]


def test_items_take_the_nearest_heading():
    inner = item(1, "", "無線LAN", Clause("1(1)①", "①", "", "定めた方法による。"))
    found = proposals(clause("", "テレワーク", inner))
    assert [t.topic for t in found["1(1)①"].topics] == ["technical.wireless"]


def test_items_take_the_topic_of_the_opening_words():
    found = proposals(
        clause("電子メールについて、次の事項を守る。", "", item(1, "宛先を確かめること。"))
    )
    assert [t.topic for t in found["1(1)"].topics] == ["technical.mail"]


def test_an_ordinary_sentence_above_lends_nothing():
    found = proposals(clause("毎年、監査を実施する。", "", item(1, "花に水をやる。")))
    assert found["1(1)"].reason == "unmatched"


def test_own_words_come_before_the_heading_above():
    found = proposals(clause("", "テレワーク", item(1, "通信を暗号化する。")))
    assert [t.topic for t in found["1(1)"].topics] == ["technical.encryption"]


def test_what_the_heading_names_and_a_further_paragraph_demands_is_left_to_it():
    found = proposals(
        clause(
            "業務委託を行う場合は、事業者を選定する。",
            "業務委託と外部サービスの利用",
            further(2, "外部サービスを利用する場合は、規定を整える。"),
        )
    )
    own = [t.topic for t in found["1"].topics]
    assert "suppliers.external-services" not in own
    assert "suppliers.outsourcing" in own


def test_what_the_heading_names_and_nobody_else_demands_stays():
    assert "suppliers.external-services" in topics("規定を整える。", "外部サービスの利用")


def test_a_weak_hint_of_the_heading_counts_only_alone():
    assert topics("定期に点検する。", "端末の管理") == ["physical.terminals"]
    assert topics("端末に多要素認証を導入する。", "端末の管理") == ["resilience.multifactor"]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("端末からの情報持ち出し不可設定を行う。", "resilience.takeout"),
        ("二要素認証を導入する。", "resilience.multifactor"),
        ("２要素認証を導入する。", "resilience.multifactor"),
        ("マイナンバー利用事務系を他の領域から分離する。", "resilience.mynumber"),
        ("通 信 経 路 を 分 割 す る 。", "resilience.separation"),
        ("ファイルの無害化を行う。", "resilience.sanitize"),
        ("仮想ブラウザを用いる。", "resilience.screen-transfer"),
        ("ＬＧＷＡＮ接続系からクラウドサービスに直接接続する。", "resilience.direct-cloud"),
        ("基本方針を策定し、公表する。", "documents.basic-policy"),
        ("ウィルス対策を行う。", "technical.malware"),
        ("サーバーを固定する。", "physical.servers"),
        ("コンピューター等の管理を行う。", "technical.computers"),
        ("ぜい弱性に対応する。", "technical.vulnerability"),
        ("ＳＮＳの責任者を定める。", "suppliers.social-media"),
        ("クラウドサービスの利用要件を定める。", "suppliers.cloud"),
        ("事業継続の計画を定める。", "operation.continuity"),
        ("兼務してはならない。", "organization.duties-apart"),
        ("予備電源を備える。", "physical.power"),
        ("退職した者のIDを停止する。", "people.leaving"),
        ("再々委託を禁止する。", "suppliers.subcontracting"),
        ("対策基準を別に策定するものとする。", "documents.standard"),
        ("「実施手順」を別に策定するものとする。", "documents.procedures"),
        ("この方針は、組合が持つ全ての情報を対象とする。", "scope.assets"),
        ("この方針は、職員及び受託した者について適用する。", "scope.people"),
        ("対策を進める組織及び体制を確立する。", "organization.structure"),
        ("情報への脅威を洗い出すものとする。", "review.risk"),
        ("保有する情報資産を適切に管理する。", "assets.handling"),
        ("監査や自己点検を通じて、対策の見直しを行う。", "review.policy"),
    ],
)
def test_spellings_and_other_names_are_recognised(text, topic):
    assert topic in topics(text)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("カタログの配布を行う。", "technical.logs"),
        ("ログインの失敗を数える。", "technical.logs"),
        ("教育委員会に届ける。", "people.training"),
        ("監視カメラの監視を行うサーバを置く。", "operation.monitoring"),
        ("不正通信の監視機能を強化する。", "operation.monitoring"),
        ("情報持ち出し不可設定を行う。", "people.takeout"),
        ("サービスごとにソーシャルメディアの責任者を置く。", "organization.structure"),
        ("個人情報の保護に関する法律を守る。", "assets.personal-information"),
        ("対策基準に具体的な遵守事項を定める。", "people.duties"),
        ("多要素認証を導入する。", "technical.access"),
        ("遵守状況を検証するため、自己点検を行う。", "operation.compliance"),
        ("情報セキュリティ管理者の許可を得る。", "organization.structure"),
        ("職員が使う端末に修正プログラムを適用する。", "scope.people"),
    ],
)
def test_words_that_only_look_alike_are_not_taken(text, topic):
    found = proposals(clause(text))["1"]
    assert topic not in [t.topic for t in found.topics]


def test_the_matched_words_are_given_as_the_reason():
    found = proposals(clause("端末からの情報持ち出し不可設定を行う。"))["1"]
    assert [(t.topic, t.matched) for t in found.topics] == [
        ("resilience.takeout", ("持出", "不可"))
    ]


def test_every_reason_has_plain_japanese():
    assert all(words.endswith("。") for words in REASONS.values())
