"""The ledger's whole promise, as an auditor outside lives it: with nothing but what was handed out.

The body keeps rows; the auditor keeps the verifier key's text and the checkpoints she was given.
Everything she concludes is concluded from those and from what the body sends her when asked.
"""

from dataclasses import dataclass, field

import pytest
from tests.engines.ledger.build import KEY, ORIGIN, grow, reader, sample_data

from sekisho.ledger import (
    Checkpoint,
    Frontier,
    LedgerError,
    ProofError,
    Row,
    SigningKey,
    add_signature,
    audit,
    check_signed,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    load_frontier,
    open_checkpoint,
    parse_entry,
    parse_note,
    parse_vkey,
    sign_checkpoint,
    verify_consistency,
    verify_inclusion,
)


@dataclass
class Body:
    """The body's side: rows in a store, and a head that is rebuilt from them after a restart."""

    rows: list[Row] = field(default_factory=list)

    def append(self, data):
        frontier = load_frontier(len(self.rows), reader(self.rows))
        appended = frontier.append(leaf_hash(data))
        self.rows.append(Row(appended.index, data, appended.leaf, appended.packed))

    def checkpoint(self):
        frontier = load_frontier(len(self.rows), reader(self.rows))
        return sign_checkpoint(Checkpoint(ORIGIN, frontier.size, frontier.root), KEY)

    def proof_of(self, index, size):
        return self.rows[index].data, inclusion_proof(index, size, reader(self.rows))

    def proof_between(self, old, new):
        return consistency_proof(old, new, reader(self.rows))


@dataclass
class Auditor:
    """The auditor's side: one line of text, and the newest checkpoint she believes."""

    vkey: str
    held: Checkpoint | None = None

    def receive(self, untrusted_note, untrusted_proof=()):
        head = open_checkpoint(untrusted_note, [parse_vkey(self.vkey)], origin=ORIGIN)
        if self.held:
            verify_consistency(
                self.held.size, head.size, untrusted_proof, self.held.root, head.root
            )
        self.held = head

    def accept(self, untrusted_data, index, untrusted_proof):
        leaf = leaf_hash(untrusted_data)
        verify_inclusion(leaf, index, self.held.size, untrusted_proof, self.held.root)
        return parse_entry(untrusted_data)


@pytest.fixture
def body():
    body = Body()
    for index in range(11):
        body.append(sample_data(index))
    return body


@pytest.fixture
def auditor(body):
    auditor = Auditor(KEY.verifier.text)
    auditor.receive(body.checkpoint())
    return auditor


def test_a_store_restarted_before_every_append_grows_the_same_tree(body):
    assert body.rows == grow([sample_data(index) for index in range(11)])[1]


def test_every_entry_can_be_proved_to_the_auditor(body, auditor):
    for index in range(11):
        data, proof = body.proof_of(index, auditor.held.size)
        assert auditor.accept(data, index, proof).index == index


def test_entries_stay_provable_after_the_ledger_grew(body, auditor):
    for index in range(11, 40):
        body.append(sample_data(index))
    data, proof = body.proof_of(3, auditor.held.size)
    assert auditor.accept(data, 3, proof).index == 3


def test_the_auditor_follows_an_honest_ledger_step_by_step(body, auditor):
    for index in range(11, 40):
        old = auditor.held.size
        body.append(sample_data(index))
        auditor.receive(body.checkpoint(), body.proof_between(old, len(body.rows)))
    assert auditor.held.size == 40


def test_an_entry_the_body_made_up_later_is_not_accepted(body, auditor):
    _, proof = body.proof_of(3, auditor.held.size)
    with pytest.raises(ProofError):
        auditor.accept(sample_data(3, "偽"), 3, proof)


def rewritten(body, place):
    datas = [row.data for row in body.rows]
    datas[place] = sample_data(place, "偽")
    return Body(grow(datas)[1])


@pytest.mark.parametrize("place", range(11))
def test_a_body_that_rewrote_its_history_and_signed_it_again_is_caught(body, auditor, place):
    """The strongest forger: he holds the key, and rebuilds every hash of his own store."""
    forger = rewritten(body, place)
    forger.append(sample_data(11))
    assert audit(forger.rows, size=12).intact  # nothing to be seen from the inside
    with pytest.raises(ProofError):
        auditor.receive(forger.checkpoint(), forger.proof_between(11, 12))
    report = audit(
        forger.rows,
        untrusted_checkpoints=[
            sign_checkpoint(auditor.held, KEY),  # the note she was given, handed back
            forger.checkpoint(),
        ],
        keys=[parse_vkey(auditor.vkey)],
        origin=ORIGIN,
        size=12,
    )
    assert not report.intact


def test_a_body_that_shows_two_histories_of_one_size_is_caught(body, auditor):
    with pytest.raises(ProofError):
        auditor.receive(rewritten(body, 5).checkpoint())


def test_a_body_that_goes_back_to_an_older_state_is_caught(body, auditor):
    older = Body(body.rows[:7])
    with pytest.raises(LedgerError):
        auditor.receive(older.checkpoint(), ())


def test_somebody_without_the_key_cannot_hand_out_a_checkpoint(body, auditor):
    stranger = SigningKey(ORIGIN, bytes(32))
    note = sign_checkpoint(Checkpoint(ORIGIN, 0, Frontier().root), stranger)
    with pytest.raises(LedgerError):
        auditor.receive(note)


def test_the_auditor_may_countersign_and_both_signatures_are_seen(body, auditor):
    own = SigningKey("kansa.example/witness", bytes(range(5, 37)))
    countersigned = add_signature(parse_note(body.checkpoint()), own)
    signers = check_signed(parse_note(countersigned), [parse_vkey(auditor.vkey), own.verifier])
    assert signers == (KEY.verifier, own.verifier)
    auditor.receive(countersigned)
