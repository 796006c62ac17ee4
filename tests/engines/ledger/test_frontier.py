"""Appending keeps only the right edge, and what it hands out is enough for every proof."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.ledger import oracle
from tests.engines.ledger.build import CountingReader, grow, ledger, reader

from sekisho.ledger import (
    EMPTY_ROOT,
    Frontier,
    Node,
    frontier_needs,
    home,
    leaf_hash,
    load_frontier,
    node_reader,
)


def test_an_empty_frontier_has_the_empty_root():
    assert Frontier().root == EMPTY_ROOT


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_every_append_gives_the_root_over_all_leaves_so_far(datas):
    frontier = Frontier()
    for size, data in enumerate(datas, start=1):
        frontier = frontier.append(leaf_hash(data)).frontier
        assert frontier.size == size
        assert frontier.root == oracle.tree_hash(datas[:size])


def test_each_complete_subtree_is_handed_out_exactly_once_with_its_hash():
    datas = [bytes([index]) for index in range(37)]
    frontier, seen = Frontier(), {}
    for data in datas:
        appended = frontier.append(leaf_hash(data))
        for node in appended.nodes:
            assert (node.level, node.index) not in seen
            assert home(node.level, node.index) == appended.index
            seen[node.level, node.index] = node.hash
        frontier = appended.frontier
    expected = {
        (level, index): oracle.tree_hash(datas[index << level : (index + 1) << level])
        for level in range(6)
        for index in range(37 >> level)
    }
    assert seen == expected


def test_rows_that_keep_their_packed_nodes_have_every_node_of_the_tree():
    rows = ledger(37)
    read = reader(rows)
    for level in range(6):
        for index in range(37 >> level):
            datas = [row.data for row in rows[index << level : (index + 1) << level]]
            assert read(level, index) == oracle.tree_hash(datas)


@given(st.integers(0, 200))
def test_a_frontier_is_rebuilt_from_stored_nodes(size):
    frontier, rows = grow([bytes([index % 256, index // 256]) for index in range(size)])
    read = CountingReader(reader(rows))
    assert load_frontier(size, read) == frontier
    assert read.count == size.bit_count() == len(frontier_needs(size))


def test_an_append_changes_no_earlier_frontier():
    before = Frontier()
    after = before.append(leaf_hash(b"a")).frontier
    assert before == Frontier()
    assert after != before


def test_the_first_node_of_an_append_is_its_own_leaf():
    appended = Frontier().append(leaf_hash(b"a"))
    assert appended.nodes == (Node(0, 0, leaf_hash(b"a")),)
    assert appended.packed == b""


@pytest.mark.parametrize("size", [1, 2, 3])
def test_peaks_that_do_not_belong_to_the_size_are_refused(size):
    with pytest.raises(ValueError, match="cannot be a tree"):
        Frontier(size, ())


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_leaf_hash_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match="32 bytes"):
        Frontier().append(bytes(length))


def test_a_store_that_lost_a_node_cannot_rebuild_the_frontier():
    with pytest.raises(ValueError, match="32 bytes"):
        load_frontier(2, node_reader(lambda index: (bytes(32), b"")))
