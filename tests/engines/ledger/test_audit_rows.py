"""Whatever is done to rows is found, called by its right name, and the right entry is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.ledger.build import grow, ledger, rehashed, sample_data

from sekisho.ledger import Damage, Fault, Row, audit, leaf_hash

SIZE = 23
FRONTIER, ROWS = grow([sample_data(index) for index in range(SIZE)])
places = st.integers(0, SIZE - 1)


def found(rows, **options):
    return audit(rows, **({"size": SIZE} | options)).damages


def renumbered(rows):
    """Close up the index column, as a forger would who knows of it."""
    return [row._replace(index=index) for index, row in enumerate(rows)]


def named(damages):
    return {(d.fault, index) for d in damages for index in range(d.first, d.last + 1)}


@pytest.mark.parametrize("size", range(18))
def test_an_untouched_ledger_is_intact(size):
    report = audit(ROWS[:size], size=size)
    assert report.intact
    assert (report.size, report.damages, report.unlisted) == (size, (), 0)
    assert audit(ROWS[:size]).intact


def test_rows_without_stored_nodes_are_audited_too():
    assert audit([row._replace(packed=None) for row in ROWS], size=SIZE).intact


@given(places, st.data())
def test_any_changed_byte_is_an_alteration_of_that_entry(place, data):
    changed = bytearray(ROWS[place].data)
    at = data.draw(st.integers(0, len(changed) - 1))
    changed[at] ^= data.draw(st.integers(1, 255))
    rows = [*ROWS]
    rows[place] = ROWS[place]._replace(data=bytes(changed))
    assert found(rows) == (Damage(Fault.ALTERED, place, place),)
    assert found(rows, size=None) == (Damage(Fault.ALTERED, place, place),)


@given(places, st.binary(max_size=80))
def test_replaced_bytes_are_an_alteration_of_that_entry(place, noise):
    rows = [*ROWS]
    rows[place] = ROWS[place]._replace(data=noise)
    assert found(rows) == (Damage(Fault.ALTERED, place, place),)


@given(places, st.integers(0, 31), st.integers(1, 255))
def test_a_changed_stored_hash_is_an_alteration_of_that_entry(place, at, flip):
    changed = bytearray(ROWS[place].leaf_hash)
    changed[at] ^= flip
    rows = [*ROWS]
    rows[place] = ROWS[place]._replace(leaf_hash=bytes(changed))
    assert found(rows) == (Damage(Fault.ALTERED, place, place),)


@given(places, st.sampled_from([1, 2, 5]))
def test_neighbouring_alterations_are_one_run(place, length):
    last = min(place + length, SIZE) - 1
    rows = [
        row._replace(data=row.data + b" ") if place <= row.index <= last else row for row in ROWS
    ]
    assert found(rows) == (Damage(Fault.ALTERED, place, last),)


two_places = st.tuples(places, places).filter(lambda pair: pair[0] < pair[1])


@given(two_places)
def test_exchanged_rows_are_two_moves(pair):
    one, other = pair
    rows = [*ROWS]
    rows[one], rows[other] = rows[other], rows[one]
    moves = (Damage(Fault.MOVED, one, one, other), Damage(Fault.MOVED, other, other, one))
    assert found(renumbered(rows)) == moves


@given(two_places)
def test_exchanged_bytes_under_their_old_hashes_are_two_moves_and_no_alteration(pair):
    one, other = pair
    rows = [*ROWS]
    rows[one] = ROWS[one]._replace(data=ROWS[other].data)
    rows[other] = ROWS[other]._replace(data=ROWS[one].data)
    moves = (Damage(Fault.MOVED, one, one, other), Damage(Fault.MOVED, other, other, one))
    assert found(rows) == moves


@given(two_places)
def test_an_entry_altered_after_it_was_moved_is_both(pair):
    one, other = pair
    rows = [*ROWS]
    altered = ROWS[one].data + b" "
    rows[one], rows[other] = ROWS[other], ROWS[one]._replace(data=altered)
    assert named(found(renumbered(rows))) == {
        (Fault.MOVED, one),
        (Fault.ALTERED, one),
        (Fault.MOVED, other),
    }


@given(two_places)
def test_rows_in_a_wrong_order_with_their_own_numbers_are_named_as_moved(pair):
    one, other = pair
    rows = [*ROWS]
    rows[one], rows[other] = rows[other], rows[one]
    damages = found(rows)
    assert {d.fault for d in damages} == {Fault.MOVED}
    assert {(Fault.MOVED, one), (Fault.MOVED, other)} <= named(damages)
    assert all(one <= d.first <= d.last <= other for d in damages)


@given(two_places)
def test_a_block_moved_elsewhere_is_named(pair):
    one, other = pair
    rows = [*ROWS]
    rows.insert(other, rows.pop(one))
    assert found(renumbered(rows)) == (
        Damage(Fault.MOVED, one, one, other),
        Damage(Fault.MOVED, one + 1, other, one),
    )


@given(places, st.integers(1, 6))
def test_removed_rows_are_named(place, length):
    last = min(place + length, SIZE) - 1
    rows = [row for row in ROWS if not place <= row.index <= last]
    assert found(rows) == (Damage(Fault.REMOVED, place, last),)
    if last < SIZE - 1:  # else nothing but the size shows it
        assert found(rows, size=None) == (Damage(Fault.REMOVED, place, last),)


@given(places, st.integers(1, 6), st.sampled_from([SIZE, None]))
def test_removed_rows_are_named_though_the_rest_was_renumbered(place, length, size):
    last = min(place + length, SIZE) - 1
    rows = renumbered([row for row in ROWS if not place <= row.index <= last])
    expected = [Damage(Fault.REMOVED, place, last)]
    if last < SIZE - 1:
        expected.append(Damage(Fault.MOVED, last + 1, SIZE - 1, place))
        assert found(rows, size=size) == tuple(expected)
    assert found(rows) == tuple(expected)


def test_removals_in_several_places_are_all_named():
    gone = {0, 5, 6, 11, 22}
    rows = renumbered([row for row in ROWS if row.index not in gone])
    damages = found(rows)
    assert {index for fault, index in named(damages) if fault is Fault.REMOVED} == gone
    assert {fault for fault, _ in named(damages)} == {Fault.REMOVED, Fault.MOVED}


@given(st.integers(0, SIZE - 1))
def test_rows_cut_off_the_end_are_named_by_the_known_size(length):
    assert found(ROWS[:length]) == (Damage(Fault.REMOVED, length, SIZE - 1),)


def forged(index):
    data = sample_data(index, "偽")
    return Row(index, data, leaf_hash(data), b"")


@given(places)
def test_a_row_added_beside_another_is_named(place):
    """The forger gives his row the number of another one."""
    rows = [*ROWS[: place + 1], forged(place), *ROWS[place + 1 :]]
    assert (Fault.INSERTED, place) in named(found(rows))
    assert {index for _, index in named(found(rows))} == {place}
    assert (Fault.INSERTED, place) in named(found(rows, size=None))


@given(places)
def test_a_row_put_between_with_the_rest_renumbered_is_named(place):
    """The forger's row claims the place it stands in, and all later ones are pushed on."""
    rows = renumbered([*ROWS[:place], forged(place), *ROWS[place:]])
    for size in (SIZE, None):
        damages = found(rows, size=size)
        assert Damage(Fault.INSERTED, place, place, place + 1) in damages
        # The stored nodes may add that the row at home there is the forged one.
        rest = [d for d in damages if d.fault is Fault.MOVED]
        assert len(damages) - len(rest) <= 2
        later = [Damage(Fault.MOVED, place + 1, SIZE - 1, place + 2)]
        assert rest == (later if place < SIZE - 1 else [])


@given(places, places)
def test_a_copy_of_an_entry_put_elsewhere_is_named(source, place):
    rows = renumbered([*ROWS[:place], ROWS[source], *ROWS[place:]])
    damages = found(rows)
    assert any(d.fault is Fault.INSERTED and d.first == source for d in damages)
    assert not any(d.fault in (Fault.REMOVED, Fault.ALTERED) for d in damages)


@given(two_places)
def test_an_entry_overwritten_by_a_copy_of_another_is_altered(pair):
    for one, other in (pair, pair[::-1]):
        rows = [*ROWS]
        rows[one] = ROWS[other]._replace(index=one)
        damages = [d for d in found(rows) if d.fault is not Fault.REWRITTEN]
        assert damages == [Damage(Fault.ALTERED, one, one)]


@given(st.integers(1, 5))
def test_rows_added_at_the_end_are_named_by_the_known_size(length):
    rows = ledger(SIZE + length)
    assert found(rows) == (Damage(Fault.INSERTED, SIZE, SIZE + length - 1, SIZE),)
    assert audit(rows).intact  # nobody said how many there must be


@given(st.lists(st.integers(-3, 40), max_size=12), st.integers(0, 12) | st.none())
def test_any_index_column_is_survived_and_a_wrong_one_is_found(column, size):
    rows = [row._replace(index=index) for row, index in zip(ROWS, column, strict=False)]
    report = audit(rows, size=size)
    right = column == list(range(len(column))) and size in (len(column), None)
    assert report.intact == right


ways = st.sampled_from(["drop", "copy", "swap", "noise", "rehash", "number", "hash"])


@given(st.lists(st.tuples(ways, places, places), min_size=1, max_size=6))
def test_no_mixture_of_damages_goes_unseen(steps):
    rows = [*ROWS]
    for way, one, other in steps:
        if not rows:
            break
        one, other = one % len(rows), other % len(rows)  # noqa: PLW2901  folded into what is left
        if way == "drop":
            del rows[one]
        elif way == "copy":
            rows.insert(other, rows[one])
        elif way == "swap":
            rows[one], rows[other] = rows[other], rows[one]
        elif way == "noise":
            rows[one] = rows[one]._replace(data=rows[one].data[1:])
        elif way == "rehash":
            rows[one] = rehashed(rows[one], sample_data(one, "偽"))
        elif way == "number":
            rows[one] = rows[one]._replace(index=other)
        else:
            rows[one] = rows[one]._replace(leaf_hash=rows[other].leaf_hash)
    assert audit(rows, frontier=FRONTIER).intact == (rows == ROWS)


@pytest.mark.parametrize("fault", Fault)
def test_every_damage_is_told_in_words_with_its_numbers(fault):
    one = Damage(fault, 12, 12, 34).message
    many = Damage(fault, 12, 15, 34).message
    assert "12番" in one
    assert "12番から15番" in many
    assert "{" not in many
    assert many.endswith("。")
