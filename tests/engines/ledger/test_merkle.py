"""The tree is RFC 9162's, seen against published vectors and its own definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.ledger import oracle

from sekisho.ledger import EMPTY_ROOT, leaf_hash, node_hash, root
from sekisho.ledger.merkle import push, root_of_peaks, subtrees

# The eight inputs and the roots over the first 1..8 of them that Certificate Transparency
# implementations publish as test data (RFC 6962 hashing, the same as RFC 9162's).
CT_INPUTS = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_empty_tree_has_the_hash_of_nothing():
    assert root([]) == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size):
    assert root(map(leaf_hash, CT_INPUTS[:size])).hex() == CT_ROOTS[size - 1]


def test_a_leaf_can_never_pass_for_a_node():
    """The prefixes keep apart a leaf whose bytes are two hashes and the node over them."""
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


@pytest.mark.parametrize("size", range(41))
def test_roots_equal_the_recursive_definition(size):
    datas = [bytes([index]) * index for index in range(size)]
    assert root(map(leaf_hash, datas)) == oracle.tree_hash(datas)


@given(st.integers(0, 300))
def test_an_append_finishes_as_many_nodes_as_its_index_has_trailing_ones(size):
    peaks = [bytes(32)] * size.bit_count()
    finished = push(peaks, size, bytes(32))
    trailing_ones = (size ^ (size + 1)).bit_length() - 1
    assert len(finished) == trailing_ones
    assert len(peaks) == (size + 1).bit_count()


@given(st.integers(0, 2**40))
def test_the_subtrees_of_a_tree_cover_each_leaf_once(size):
    position = 0
    for level, index in subtrees(0, size):
        assert index << level == position
        position += 1 << level
    assert position == size


def test_the_root_over_one_peak_is_the_peak():
    assert root_of_peaks([b"p" * 32]) == b"p" * 32
    assert root_of_peaks([]) == EMPTY_ROOT
