"""What the engine says is worded by code in the reader's language; nothing of it is left unsaid."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from sekisho import separation
from sekisho.separation import PolicyError, Sentence, read_policy
from sekisho.web.zones import proving
from sekisho.web.zones.sentences import IDLE, NOTICES, PROBLEMS, notice, plain, worded

ENGINE = Path(separation.__file__).parent
COMMANDS = ENGINE.parent / "cli"
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")


def sources(*folders):
    return "\n".join(
        path.read_text("utf-8") for folder in folders for path in sorted(folder.rglob("*.py"))
    )


def test_every_notice_of_the_engine_is_known_here():
    codes = set(re.findall(r'Notice\(\s*"([a-z-]+)"', sources(ENGINE)))
    assert len(codes) > 10
    # Blocked flows and rules that decide nothing are told on their own.
    assert codes - {"flow-blocked"} == {*NOTICES, *IDLE}


def test_every_contradiction_of_a_policy_is_known_here():
    text = (ENGINE / "policy" / "checking.py").read_text("utf-8")
    codes = set(re.findall(r'Sentence\([^"]*?(?:f?"[^"]*", )?"([a-z-]+)"', text))
    codes |= {"source-outside", "destination-outside"}  # composed
    assert codes == set(PROBLEMS)


def test_every_way_a_configuration_is_unreadable_has_words():
    codes = set(re.findall(r'ConfigError\([^()]*?"([a-z-]+)",?\s*\)', sources(ENGINE, COMMANDS)))
    assert {"no-json", "too-many-rules", "nft-late"} <= codes
    assert codes <= set(proving._REASONS)


@pytest.mark.parametrize("words", [*PROBLEMS.values(), *NOTICES.values(), *IDLE.values()], ids=str)
def test_each_is_english_on_english_pages(words):
    with translation.override("en"):
        assert not JAPANESE.search(worded(words, ("1", "2", "3")))
    with translation.override("ja"):
        assert JAPANESE.search(worded(words, ("1", "2", "3")))


WRONG = """
zones:
  lgwan: {label: LGWAN接続系, prefixes: [10.20.0.0/16], interfaces: [lan1]}
  internet: {label: インターネット接続系, prefixes: ["0.0.0.0/0", 10.20.0.0/16], interfaces: [lan1]}
gateways:
  mail: {zone: dmz, label: 無害化, addresses: [192.0.2.25/32]}
  web: {zone: internet, label: 画面転送, addresses: [192.0.2.43/32]}
devices:
  core: {host: 基幹, interfaces: {ge0: lgwan, ge1: nowhere}}
flows:
  - {from: lgwan, to: lgwan}
  - {from: lgwan, to: dmz}
  - {from: lgwan, to: internet, source: [10.30.0.0/16]}
  - {from: internet, to: lgwan, destination: [10.30.0.0/16]}
  - {from: lgwan, to: internet, through: none}
  - {from: lgwan, to: internet, through: web, destination: [192.0.2.44/32]}
"""


@pytest.fixture
def error():
    with pytest.raises(PolicyError) as caught:
        read_policy(WRONG)
    return caught.value


def test_each_contradiction_carries_its_code_and_keeps_its_plain_words(error):
    assert {each.code for each in error.problems} == set(PROBLEMS)
    assert all(each.startswith("zones.yaml:") for each in error.problems)


def test_contradictions_are_told_without_places_and_with_what_they_name(error):
    told = plain(error)
    assert len(told) == len(set(told))
    assert not any("zones.yaml" in each or "行目" in each for each in told)
    assert "10.20.0.0/16 が、LGWAN接続系 と インターネット接続系 の両方の範囲にあります。" in told
    assert any("10.30.0.0/16" in each and "LGWAN接続系" in each for each in told)
    with translation.override("en"):
        english = plain(error)
    assert "There is no zone “dmz”." in english
    names = ("LGWAN接続系", "インターネット接続系", "無害化", "画面転送", "基幹")
    for each in english:
        for name in names:
            each = each.replace(name, "")  # noqa: PLW2901  # the body's own names stay
        assert not JAPANESE.search(each)


def test_what_has_no_code_is_told_as_the_engine_says_it():
    error = PolicyError(("zones.yaml:3行目: 何かが違います。", "zones.yaml: ほかも。"))
    assert plain(error) == ("何かが違います。", "ほかも。")
    strange = PolicyError((Sentence("zones.yaml: 新しい。", "brand-new"),))
    assert plain(strange) == ("新しい。",)


def test_a_sentence_is_its_words_wherever_a_text_is_wanted():
    made = Sentence("住所", "address", "a")
    assert made == "住所"
    placed = made.placed("f:1行目: ")
    assert (placed, placed.code, placed.figures) == ("f:1行目: 住所", "address", ("a",))


def test_notices_of_proofs_made_before_figures_were_told_stay_as_they_were():
    old = {"code": "policy-logs-nothing", "message": "ポリシー 7 は…", "line": 3}
    assert notice(old, ()) == "ポリシー 7 は…"
    assert notice({"code": "unheard-of", "message": "x"}, ("1",)) == "x"
    with translation.override("en"):
        assert notice(old, ("7",)) == "Policy 7 logs nothing of what it lets pass."
        assert "first" in notice({"code": "fragments-follow", "message": "…"}, ())


def test_a_percent_sign_in_what_is_named_does_no_harm():
    assert "100%(x)s" in worded(NOTICES["policy-logs-nothing"], ("100%(x)s",))
