"""Nodes and signed checkpoints find what was rewritten together with its own hash, and where."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.ledger.build import (
    KEY,
    ORIGIN,
    OTHER_KEY,
    checkpoint_of,
    grow,
    reader,
    rehashed,
    sample_data,
)

from sekisho.ledger import (
    Damage,
    Fault,
    Frontier,
    SealState,
    audit,
    load_frontier,
    parse_note,
    root,
)
from sekisho.ledger.note import Signature

SIZE = 23
FRONTIER, ROWS = grow([sample_data(index) for index in range(SIZE)])
places = st.integers(0, SIZE - 1)


def audited(rows, sizes=(), **options):
    options.setdefault("untrusted_checkpoints", [checkpoint_of(ROWS, size) for size in sizes])
    return audit(rows, **({"keys": [KEY.verifier], "origin": ORIGIN, "size": SIZE} | options))


def states(report):
    return [seal.state for seal in report.seals]


def forge(place, *, nodes):
    """Rewrite one entry with its hash; with `nodes`, rebuild the whole tree over it as well."""
    if nodes:
        datas = [row.data for row in ROWS]
        datas[place] = sample_data(place, "偽")
        return grow(datas)[1]
    rows = [*ROWS]
    rows[place] = rehashed(rows[place], sample_data(place, "偽"))
    return rows


def without_nodes(rows):
    return [row._replace(packed=None) for row in rows]


@given(st.lists(st.integers(0, SIZE), max_size=5))
def test_an_untouched_ledger_agrees_with_every_checkpoint_in_any_order(sizes):
    report = audited(ROWS, sizes)
    assert report.intact
    assert states(report) == [SealState.INTACT] * len(sizes)
    assert [seal.checkpoint.size for seal in report.seals] == sizes
    assert report.sealed == max(sizes, default=0)
    assert report.differs_between is None
    assert report.root == root(row.leaf_hash for row in ROWS)


@given(places)
def test_stored_nodes_show_an_entry_rewritten_with_its_hash_to_within_two_rows(place):
    damages = audited(forge(place, nodes=False)).damages
    if place == SIZE - 1:  # the last of an odd number: no node stands over it yet
        assert damages == ()
        return
    (damage,) = damages
    assert damage.fault is Fault.REWRITTEN
    assert damage.first <= place <= damage.last
    # Its sibling's subtree tells; at the right edge the next node up is larger.
    assert damage.last - damage.first == 1


@given(places)
def test_the_stores_frontier_covers_the_newest_rows_too(place):
    (damage,) = audited(forge(place, nodes=False), frontier=FRONTIER).damages
    assert damage.fault is Fault.REWRITTEN
    assert damage.first <= place <= damage.last <= damage.first + 1


@given(places)
def test_a_frontier_left_behind_shows_a_rebuilt_tree_to_within_its_subtree(place):
    (damage,) = audited(forge(place, nodes=True), frontier=FRONTIER).damages
    assert damage.fault is Fault.REWRITTEN
    spans = [(0, 15), (16, 19), (20, 21), (22, 22)]  # 23 = 16 + 4 + 2 + 1
    assert (damage.first, damage.last) in spans
    assert damage.first <= place <= damage.last


@given(st.integers(0, 3))
def test_a_damaged_frontier_is_found_and_proven_harmless_by_a_checkpoint(which):
    """Appending to it would break every later root, so it must be found first."""
    peaks = [bytes(32) if at == which else peak for at, peak in enumerate(FRONTIER.peaks)]
    damaged = Frontier(SIZE, tuple(peaks))
    (damage,) = audited(ROWS, frontier=damaged).damages
    (proven,) = audited(ROWS, [SIZE], frontier=damaged).damages
    assert (damage.fault, proven.fault) == (Fault.REWRITTEN, Fault.HASHES)
    assert (damage.first, damage.last) == (proven.first, proven.last)


@pytest.mark.parametrize("kept", [0, 7, 22])
def test_the_frontier_knows_how_many_rows_there_must_be(kept):
    report = audit(ROWS[:kept], frontier=FRONTIER)
    assert report.damages == (Damage(Fault.REMOVED, kept, SIZE - 1),)
    assert audit(ROWS, frontier=FRONTIER).intact
    older = load_frontier(kept, reader(ROWS))
    assert audit(ROWS, frontier=older).damages == (Damage(Fault.INSERTED, kept, SIZE - 1, kept),)
    assert audit(ROWS, frontier=older, size=SIZE).intact


@given(places, st.integers(0, SIZE))
def test_a_rebuilt_tree_is_shown_by_every_checkpoint_behind_it(place, agreed):
    sizes = [agreed, SIZE]
    report = audited(forge(place, nodes=True), sizes)
    assert report.damages == ()  # the forgery is whole in itself
    assert not report.intact
    if agreed <= place:
        assert states(report) == [SealState.INTACT, SealState.REWRITTEN]
        assert report.differs_between == (agreed, SIZE)
        assert report.sealed == agreed
    else:
        assert states(report) == [SealState.REWRITTEN, SealState.REWRITTEN]
        assert report.differs_between == (0, agreed)


@given(places)
def test_without_a_checkpoint_a_rebuilt_tree_cannot_be_seen(place):
    """The documented limit: this is why checkpoints are handed to somebody outside."""
    assert audited(forge(place, nodes=True)).intact


@given(places)
def test_bytes_changed_under_their_sealed_hash_are_told_from_a_rewritten_history(place):
    rows = [*ROWS]
    rows[place] = rows[place]._replace(data=sample_data(place, "偽"))
    report = audited(rows, [place, place + 1, SIZE])
    assert states(report) == [SealState.INTACT, SealState.ALTERED, SealState.ALTERED]
    assert report.damages == (Damage(Fault.ALTERED, place, place),)
    assert report.differs_between == (place, place + 1)


@given(places)
def test_a_damaged_stored_hash_is_no_altered_entry_once_a_checkpoint_proves_the_bytes(place):
    rows = [*ROWS]
    rows[place] = rows[place]._replace(leaf_hash=bytes(32))
    assert audited(rows, [place]).damages == (Damage(Fault.ALTERED, place, place),)
    report = audited(rows, [SIZE])
    assert report.damages == (Damage(Fault.HASHES, place, place),)
    assert states(report) == [SealState.INTACT]
    assert not report.intact


def test_a_run_of_damaged_hashes_is_proven_only_as_far_as_the_checkpoint():
    rows = [row._replace(leaf_hash=bytes(32)) if 4 <= row.index < 9 else row for row in ROWS]
    assert audited(rows, [6]).damages == (
        Damage(Fault.HASHES, 4, 5),
        Damage(Fault.ALTERED, 6, 8),
    )


@given(st.data())
def test_a_damaged_stored_node_is_found_and_proven_harmless_by_a_checkpoint(data):
    place = data.draw(st.sampled_from([row.index for row in ROWS if row.packed]))
    packed = bytearray(ROWS[place].packed)
    at = data.draw(st.integers(0, len(packed) - 1))
    packed[at] ^= data.draw(st.integers(1, 255))
    rows = [*ROWS]
    rows[place] = rows[place]._replace(packed=bytes(packed))
    length = 2 << at // 32
    span = (place - length + 1, place)
    assert audited(rows).damages == (Damage(Fault.REWRITTEN, *span),)
    assert audited(rows, [SIZE]).damages == (Damage(Fault.HASHES, *span),)


@pytest.mark.parametrize("packed", [b"", b"x", bytes(31)])
def test_lost_or_cut_nodes_are_found(packed):
    rows = [row._replace(packed=packed) if row.index == 7 else row for row in ROWS]
    (damage,) = audited(rows).damages
    assert (damage.fault, damage.first, damage.last) == (Fault.REWRITTEN, 6, 7)


@pytest.mark.parametrize("place", [4, 7])
def test_more_nodes_than_belong_to_a_row_are_found(place):
    row = ROWS[place]
    rows = [*ROWS]
    rows[place] = row._replace(packed=row.packed + bytes(32))
    assert audited(rows).damages == (Damage(Fault.REWRITTEN, place, place),)


def test_nodes_damaged_below_and_above_are_one_span():
    """The node over 2 and 3 is wrong, the one over 0 to 3 right, over 0 to 7 wrong again."""
    rows = [*ROWS]
    rows[3] = rows[3]._replace(packed=bytes(32) + rows[3].packed[32:])
    rows[7] = rows[7]._replace(packed=rows[7].packed[:64] + bytes(32))
    assert audited(rows).damages == (Damage(Fault.REWRITTEN, 0, 7),)


@given(st.integers(0, SIZE - 1), st.integers(0, SIZE))
def test_rows_cut_off_are_shown_by_a_checkpoint_even_when_the_store_forgot_its_size(kept, sealed):
    for size in (None, kept):
        report = audited(ROWS[:kept], [sealed], size=size)
        if sealed <= kept:
            assert report.intact
        else:
            assert states(report) == [SealState.SHORT]
            assert report.damages == (Damage(Fault.REMOVED, kept, sealed - 1),)
            assert report.differs_between == (0, sealed)


@given(places)
def test_a_removed_row_changes_every_later_checkpoint_and_no_earlier_one(place):
    rows = [row for row in ROWS if row.index != place]
    report = audited(rows, [place, SIZE - 1])
    expected = SealState.INTACT if place == SIZE - 1 else SealState.REWRITTEN
    assert states(report) == [SealState.INTACT, expected]
    assert report.damages == (Damage(Fault.REMOVED, place, place),)


@given(places, places)
def test_exchanged_rows_change_every_checkpoint_behind_the_first_of_them(one, other):
    rows = [*ROWS]
    rows[one], rows[other] = rows[other], rows[one]
    renumbered = [row._replace(index=index) for index, row in enumerate(rows)]
    report = audited(renumbered, [min(one, other), SIZE])
    expected = SealState.INTACT if one == other else SealState.REWRITTEN
    assert states(report) == [SealState.INTACT, expected]


def test_a_checkpoint_of_another_history_is_told_from_a_rewritten_ledger():
    """The rows agree with a later signed checkpoint, so an earlier one that differs is foreign."""
    foreign = checkpoint_of(forge(3, nodes=True), 10)
    report = audited(ROWS, untrusted_checkpoints=[foreign, checkpoint_of(ROWS, SIZE)])
    assert states(report) == [SealState.FOREIGN, SealState.INTACT]
    assert not report.intact
    assert report.differs_between is None


def test_two_signed_roots_of_one_size_cannot_both_agree():
    split = [checkpoint_of(ROWS, 10), checkpoint_of(forge(3, nodes=True), 10)]
    assert states(audited(ROWS, untrusted_checkpoints=split)) == [
        SealState.INTACT,
        SealState.FOREIGN,
    ]


def test_checkpoints_that_cannot_be_trusted_are_refused_with_a_reason_and_prove_nothing():
    genuine = checkpoint_of(ROWS, 10)
    note = parse_note(genuine)
    forged_line = Signature(ORIGIN, KEY.verifier.id, bytes(64))
    untrusted = [
        checkpoint_of(ROWS, 10, OTHER_KEY),
        replace(note, signatures=(forged_line,)).data,
        genuine[:-9],
        b"",
        genuine.replace(b"\n10\n", b"\n11\n"),
    ]
    report = audited(ROWS, untrusted_checkpoints=untrusted)
    assert states(report) == [SealState.REFUSED] * 5
    assert all(seal.message and seal.checkpoint is None for seal in report.seals)
    assert report.sealed == 0
    assert report.differs_between is None
    assert not report.intact


def test_the_checkpoint_of_another_ledger_is_refused():
    report = audited(ROWS, [10], origin="other.example/ledger")
    assert states(report) == [SealState.REFUSED]
    assert ORIGIN in report.seals[0].message


def test_a_ledger_goes_on_after_its_key_was_changed():
    notes = [checkpoint_of(ROWS, 10), checkpoint_of(ROWS, 20, OTHER_KEY)]
    keys = [KEY.verifier, OTHER_KEY.verifier]
    report = audited(ROWS, untrusted_checkpoints=notes, keys=keys)
    assert report.intact
    assert report.sealed == 20


def test_every_state_is_told_in_words_with_its_size():
    rows = [row._replace(data=sample_data(3, "偽")) if row.index == 3 else row for row in ROWS]
    report = audited(rows, [2, 9])
    assert [str(seal.checkpoint.size) in seal.message for seal in report.seals] == [True, True]
    assert all(seal.message.endswith("。") for seal in report.seals)
