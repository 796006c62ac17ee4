"""Whoever has the database but no key, and what is found of what they do."""

import secrets
from datetime import timedelta

import pytest
from tests.web.factories import AT, client_for, make_person

from sekisho.ledger import Frontier, commit, leaf_hash
from sekisho.verdicts import Verdict
from sekisho.web.evidence import actions as ev
from sekisho.web.evidence.actions import witnessing
from sekisho.web.evidence.checks import ledger_intact, ledger_witnessed
from sekisho.web.evidence.models import (
    Attachment,
    Checkpoint,
    Leaf,
    LedgerHead,
    Record,
    Witnessing,
)
from sekisho.web.evidence.verification import verify

pytestmark = pytest.mark.django_db


def sealed():
    v = ev.seal(
        kind="attestation",
        subject="x.y",
        at=AT,
        files=[ev.File("a.pdf", "application/pdf", b"genuine")],
    )
    ev.seal(kind="check", subject="z", at=AT)
    ev.make_checkpoint(at=AT)
    return v


def test_swapped_attachment_is_found():
    sealed()
    row = Attachment.objects.get()
    salt = secrets.token_bytes(32)
    row.content, row.salt, row.commitment = b"forged", salt, commit(b"forged", salt)
    row.save()
    assert not verify().intact


def test_deleted_attachment_is_found():
    sealed()
    Attachment.objects.all().delete()
    assert not verify().intact


def test_silently_erased_attachment_is_found():
    sealed()
    Attachment.objects.update(content=None, salt=None, erased_at=AT, name="")
    assert not verify().intact


def test_added_attachment_is_found():
    sealed()
    salt = secrets.token_bytes(32)
    Attachment.objects.create(
        record_id=1,
        name="planted",
        media_type="x",
        salt=salt,
        content=b"p",
        commitment=commit(b"p", salt),
    )
    assert not verify().intact


def test_rewritten_history_with_checkpoints_deleted_is_found():
    sealed()

    # No signing key: entry 0 is forged, everything rebuilt, and the checkpoints dropped.
    leaves = list(Leaf.objects.order_by("pk"))
    frontier = Frontier()
    for leaf in leaves:
        data = bytes(leaf.data).replace(b'"subject":"x.y"', b'"subject":"x.z"')
        a = frontier.append(leaf_hash(data))
        frontier = a.frontier
        leaf.data, leaf.hash, leaf.finished = data, a.leaf, a.packed
        leaf.save()
    Record.objects.filter(subject="x.y").update(subject="x.z")
    LedgerHead.objects.update(size=frontier.size, peaks=b"".join(frontier.peaks))
    Checkpoint.objects.all().delete()
    assert ledger_intact(AT).verdict is not Verdict.HOLDS


def test_old_checkpoint_handed_again_is_not_a_fresh_witness():
    sealed()
    old = Checkpoint.objects.get()
    later = AT + timedelta(days=300)
    ev.seal(kind="check", subject="z", at=later)
    ev.record_printing(checkpoint=old, to="監査室", by="", at=later)
    assert ledger_witnessed(later).verdict is not Verdict.HOLDS


def test_handing_over_is_whole(monkeypatch):
    sealed()

    def boom(**k):
        raise RuntimeError

    monkeypatch.setattr(witnessing, "seal", boom)
    with pytest.raises(RuntimeError):
        ev.record_printing(checkpoint=Checkpoint.objects.get(), to="監査室", by="", at=AT)
    assert not Witnessing.objects.exists()


def test_altered_entry_page_still_opens():
    p = make_person(roles=("auditor",))
    v = sealed()
    leaf = Leaf.objects.get(pk=v.index)
    leaf.data = bytes(leaf.data)[:-1] + b" }"
    leaf.save()
    c = client_for(p)
    c.raise_request_exception = False
    assert c.get(f"/evidence/{v.index}/").status_code == 200


def test_removed_row_page_still_opens():
    p = make_person(roles=("auditor",))
    sealed()
    Record.objects.filter(pk=1).delete()
    Leaf.objects.filter(pk=1).delete()
    c = client_for(p)
    c.raise_request_exception = False
    assert c.get("/evidence/0/").status_code == 200


def test_a_changed_column_does_not_show_on_the_page_as_proven():
    view = ev.seal(kind="check", subject="x", at=AT, verdict=Verdict.FAILS)
    ev.make_checkpoint(at=AT)
    Record.objects.filter(pk=view.index).update(verdict="holds")
    page = client_for(make_person(roles=("auditor",))).get(f"/evidence/{view.index}/")
    words = page.content.decode()
    assert "不適合" in words
    assert "検索用の列が、封印した内容と違います" in words
    assert "確かめました" not in words


def test_a_hand_over_without_its_row_or_a_row_without_its_seal_is_found():
    sealed()
    checkpoint = Checkpoint.objects.get()
    ev.record_printing(checkpoint=checkpoint, to="監査室", by="", at=AT)
    assert verify().intact
    Witnessing.objects.create(checkpoint=checkpoint, way="mail", to="x", at=AT)
    assert [p.code for p in verify().problems] == ["handed"]
    Witnessing.objects.all().delete()
    assert [p.code for p in verify().problems] == ["handed"]


def test_files_of_people_open_only_for_who_may_read_procedures():
    view = sealed()
    url = f"/evidence/{view.index}/files/{Attachment.objects.get().pk}/"
    assert client_for(make_person(roles=("committee-member",))).get(url).status_code == 404
    assert client_for(make_person(roles=("auditor",))).get(url).status_code == 200


def test_entries_about_the_my_number_zone_are_hidden_from_who_may_not_know_of_it():
    view = ev.seal(kind="asset.recorded", subject="asset:1", at=AT, body={"zone": "mynumber"})
    reader = client_for(make_person(roles=("committee-member",)))
    assert reader.get(f"/evidence/{view.index}/").status_code == 404
    assert reader.get(f"/evidence/{view.index}/proof.json").status_code == 404


def test_the_ledger_is_not_said_to_be_intact_while_nobody_signs_it():
    sealed()
    assert ledger_intact(AT).verdict is Verdict.HOLDS
    assert ledger_intact(AT + timedelta(days=3)).verdict is Verdict.FAILS
