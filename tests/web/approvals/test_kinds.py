"""Kinds are data; who may decide follows from the permission words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue import PERMISSIONS, load
from sekisho.web.approvals import kinds


@given(st.sets(st.sampled_from(PERMISSIONS)))
def test_deciding_wants_the_permission_of_the_kind_and_reading_its_subject(rights):
    expected = set()
    if "documents.approve" in rights:
        expected |= {"edition", "topics"}
        if "procedures.read" in rights:
            expected |= {"procedure-edition", "procedure-topics"}
    ours = {kind.id for kind in kinds.KINDS}
    assert kinds.decidable_with(frozenset(rights)) & ours == expected


def test_no_rights_decide_nothing():
    assert kinds.decidable_with(frozenset()) == frozenset()


def test_every_kind_can_be_decided_by_some_role_of_the_catalogue():
    roles = load().roles.values()
    for kind in kinds.KINDS:
        by_permission = any(kind.decidable_with(frozenset(role.permissions)) for role in roles)
        assert by_permission or kind.id in load().routing.routes, kind.id


def test_permission_words_of_kinds_are_words_of_the_catalogue():
    for kind in kinds.KINDS:
        assert kind.permission_to_decide in (*PERMISSIONS, "")
        assert kind.permission_to_read in (*PERMISSIONS, "")


def test_an_upper_room_adds_a_kind_once(monkeypatch):
    monkeypatch.setattr(kinds, "_known", {kind.id: kind for kind in kinds.KINDS})
    flow = kinds.Kind("flow", "特定通信", "controls.adopt")
    kinds.hand_in([flow])
    kinds.hand_in([flow])
    assert kinds.find("flow") is flow
    assert kinds.decidable_with(frozenset({"controls.adopt"})) == {"flow"}
    with pytest.raises(ValueError, match="twice"):
        kinds.hand_in([kinds.Kind("flow", "特定通信", "documents.approve")])


def test_an_unknown_kind_is_not_found():
    with pytest.raises(kinds.UnknownKindError):
        kinds.find("nothing")
