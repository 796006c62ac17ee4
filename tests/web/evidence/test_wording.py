"""What the audit found is told in the reader's language; Japanese says what the engine says."""

import re

import pytest
from django.utils.translation import override

from sekisho.ledger import Checkpoint, Damage, Fault, Seal, SealState
from sekisho.ledger.seals import judge
from sekisho.web.evidence.wording import (
    KINDS,
    damage_sentence,
    kind_label,
    seal_sentence,
    sentence,
)

JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿々]")
DAMAGES = [Damage(fault, 3, last, place=7) for fault in Fault for last in (3, 5)]
CHECKPOINT = Checkpoint(origin="sekisho.example/ledger", size=5, root=b"r" * 32)


def seals() -> list[Seal]:
    """One of each state the engine judges, with the engine's own words."""
    newer = Checkpoint(origin="sekisho.example/ledger", size=8, root=b"n" * 32)
    other = b"o" * 32
    return [
        judge([CHECKPOINT], {5: (other, b"r" * 32)})[0],
        judge([CHECKPOINT], {5: (other, other)})[0],
        judge([CHECKPOINT], {})[0],
        judge([CHECKPOINT, newer], {5: (other, other), 8: (b"n" * 32, b"n" * 32)})[0],
    ]


@pytest.mark.parametrize("damage", DAMAGES, ids=str)
def test_in_japanese_a_damage_is_told_as_the_engine_tells_it(damage):
    with override("ja"):
        assert damage_sentence(damage) == damage.message


@pytest.mark.parametrize("damage", DAMAGES, ids=str)
def test_in_english_a_damage_names_the_same_entries_without_japanese(damage):
    with override("en"):
        told = damage_sentence(damage)
    assert not JAPANESE.search(told)
    assert set(re.findall(r"\d+", told)) - {"7"} == {str(damage.first), str(damage.last)}


def test_every_state_a_checkpoint_can_be_judged_to_is_tried():
    judged = {each.state for each in seals()}
    assert judged == set(SealState) - {SealState.INTACT, SealState.REFUSED}


@pytest.mark.parametrize("seal", seals(), ids=lambda seal: seal.state)
def test_a_checkpoint_that_does_not_fit_is_told_in_both_languages(seal):
    with override("ja"):
        assert seal_sentence(seal) == seal.message
    with override("en"):
        told = seal_sentence(seal)
    assert not JAPANESE.search(told)
    assert "5" in told


def test_why_a_checkpoint_was_refused_is_told_as_the_engine_tells_it():
    refused = Seal(SealState.REFUSED, "署名がありません。")
    with override("en"):
        assert seal_sentence(refused) == "署名がありません。"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_record_has_a_name_in_both_languages(kind):
    with override("ja"):
        assert JAPANESE.search(kind_label(kind))
    with override("en"):
        assert not JAPANESE.search(kind_label(kind))


def test_a_sealed_message_whose_figures_are_missing_is_shown_as_it_was_sealed():
    assert sentence("{missing}件", {}) == "{missing}件"
    assert sentence("{missing}件", {"missing": 2}) == "2件"
