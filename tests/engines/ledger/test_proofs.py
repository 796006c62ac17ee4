"""Proofs are RFC 9162's, verify only for their own leaf, size and root, and need O(log n) reads."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.ledger import oracle
from tests.engines.ledger.build import CountingReader, grow, reader

from sekisho.ledger import (
    EMPTY_ROOT,
    ProofError,
    consistency_needs,
    consistency_proof,
    home,
    inclusion_needs,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

SIZES = range(1, 41)
DATAS = [bytes([index]) for index in range(40)]
LEAVES = [leaf_hash(data) for data in DATAS]
ROOTS = [root(LEAVES[:size]) for size in range(41)]
ROWS = grow(DATAS)[1]
READ = reader(ROWS)


@pytest.mark.parametrize("size", SIZES)
def test_inclusion_proofs_are_the_recursive_definition_and_verify(size):
    for index in range(size):
        proof = inclusion_proof(index, size, READ)
        assert list(proof) == oracle.path(index, DATAS[:size])
        verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


@pytest.mark.parametrize("size", SIZES)
def test_consistency_proofs_are_the_recursive_definition_and_verify(size):
    for old in range(1, size + 1):
        proof = consistency_proof(old, size, READ)
        assert list(proof) == oracle.proof(old, DATAS[:size])
        verify_consistency(old, size, proof, ROOTS[old], ROOTS[size])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 21])
def test_an_inclusion_proof_proves_no_other_place_and_no_other_leaf(size):
    for index in range(size):
        proof = inclusion_proof(index, size, READ)
        for other in range(size):
            if other == index:
                continue
            with pytest.raises(ProofError):
                verify_inclusion(LEAVES[index], other, size, proof, ROOTS[size])
            with pytest.raises(ProofError):
                verify_inclusion(LEAVES[other], index, size, proof, ROOTS[size])


@pytest.mark.parametrize("size", range(2, 24))
def test_a_proof_proves_nothing_about_another_root(size):
    for index in range(size):
        proof = inclusion_proof(index, size, READ)
        for other in range(1, 24):
            if other != size:
                with pytest.raises(ProofError):
                    verify_inclusion(LEAVES[index], index, size, proof, ROOTS[other])


@pytest.mark.parametrize("size", range(2, 16))
def test_a_consistency_proof_proves_no_other_pair_of_roots(size):
    for old in range(1, size):
        proof = consistency_proof(old, size, READ)
        for other in range(1, 16):
            if other != old:
                with pytest.raises(ProofError):
                    verify_consistency(old, size, proof, ROOTS[other], ROOTS[size])
            if other != size:
                with pytest.raises(ProofError):
                    verify_consistency(old, size, proof, ROOTS[old], ROOTS[other])


@st.composite
def tampered(draw, proof):
    """Draw a proof that differs: a bit flipped, a step lost, added, doubled or swapped."""
    steps = list(proof)
    ways = ["add", *(["flip", "drop", "double"] if steps else [])]
    way = draw(st.sampled_from(ways))
    place = draw(st.integers(0, max(0, len(steps) - 1)))
    if way == "flip":
        bit = draw(st.integers(0, 255))
        number = int.from_bytes(steps[place], "big") ^ 1 << bit
        steps[place] = number.to_bytes(32, "big")
    elif way == "drop":
        del steps[place]
    elif way == "double":
        steps.insert(place, steps[place])
    else:
        steps.insert(place, draw(st.sampled_from([*LEAVES, *ROOTS])))
    return steps


@given(st.data())
def test_a_tampered_inclusion_proof_never_verifies(data):
    size = data.draw(st.integers(1, 40))
    index = data.draw(st.integers(0, size - 1))
    untrusted = data.draw(tampered(inclusion_proof(index, size, READ)))
    with pytest.raises(ProofError):
        verify_inclusion(LEAVES[index], index, size, untrusted, ROOTS[size])


@given(st.data())
def test_a_tampered_consistency_proof_never_verifies(data):
    size = data.draw(st.integers(1, 40))
    old = data.draw(st.integers(1, size))
    untrusted = data.draw(tampered(consistency_proof(old, size, READ)))
    with pytest.raises(ProofError):
        verify_consistency(old, size, untrusted, ROOTS[old], ROOTS[size])


@given(st.integers(0, 40), st.integers(-3, 45), st.lists(st.binary(max_size=40), max_size=8))
def test_noise_raises_nothing_but_our_error(index, size, noise):
    with pytest.raises(ProofError):
        verify_inclusion(LEAVES[0], index + 1, size, noise, ROOTS[3])
    with pytest.raises(ProofError):
        verify_consistency(index + 1, size, noise, ROOTS[1], ROOTS[3] if size != 3 else ROOTS[2])


def test_a_rewritten_history_has_no_consistency_proof():
    """The forger rebuilds the whole tree; his own proof does not lead from the old root."""
    forged = [*DATAS[:5], b"forged", *DATAS[6:]]
    frontier, rows = grow(forged)
    proof = consistency_proof(20, 40, reader(rows))
    with pytest.raises(ProofError, match="書き換え"):
        verify_consistency(20, 40, proof, ROOTS[20], frontier.root)


def test_every_tree_continues_the_empty_one_and_itself():
    for size in range(41):
        assert consistency_proof(0, size, READ) == consistency_proof(size, size, READ) == ()
        verify_consistency(0, size, (), EMPTY_ROOT, ROOTS[size])
        verify_consistency(size, size, (), ROOTS[size], ROOTS[size])


@pytest.mark.parametrize("old", [0, 5])
def test_a_proof_with_steps_where_none_belong_is_refused(old):
    with pytest.raises(ProofError):
        verify_consistency(old, 5, (ROOTS[1],), ROOTS[old], ROOTS[5])


def test_two_roots_of_one_size_are_a_split_view_and_never_consistent():
    with pytest.raises(ProofError):
        verify_consistency(5, 5, (), ROOTS[5], ROOTS[6])
    with pytest.raises(ProofError):
        verify_consistency(0, 5, (), ROOTS[1], ROOTS[5])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5), (6, 5)])
def test_a_leaf_outside_the_tree_has_no_proof(index, size):
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion_proof(index, size, READ)
    with pytest.raises(ProofError):
        verify_inclusion(LEAVES[0], index, size, (), ROOTS[1])


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_a_tree_cannot_come_before_a_smaller_one(old, new):
    with pytest.raises(ValueError, match="cannot come before"):
        consistency_proof(old, new, READ)
    with pytest.raises(ProofError):
        verify_consistency(old, new, (), ROOTS[1], ROOTS[3])


@given(st.integers(1, 2**30), st.data())
def test_proofs_read_a_logarithmic_number_of_nodes_all_finished_within_the_tree(size, data):
    index = data.draw(st.integers(0, size - 1))
    bound = 2 * (log2(size) + 1)
    read = CountingReader(lambda level, place, /: leaf_hash(b"%d %d" % (level, place)))
    inclusion_proof(index, size, read)
    assert read.count == len(inclusion_needs(index, size)) <= bound
    assert len(consistency_needs(index, size)) <= bound
    needs = (*inclusion_needs(index, size), *consistency_needs(index, size))
    assert all(home(level, place) < size for level, place in needs)


@pytest.mark.parametrize("size", [1, 2, 7, 40])
def test_needs_name_exactly_the_nodes_a_proof_reads(size):
    asked = []

    def read(level, index, /):
        asked.append((level, index))
        return READ(level, index)

    for index in range(size):
        asked.clear()
        inclusion_proof(index, size, read)
        assert tuple(asked) == inclusion_needs(index, size)
        asked.clear()
        consistency_proof(index, size, read)
        assert tuple(asked) == consistency_needs(index, size)


@pytest.mark.parametrize(("old", "new"), [(3, 4), (4, 7), (5, 8)])
def test_a_consistency_proof_without_its_steps_is_refused(old, new):
    with pytest.raises(ProofError, match=r"空|短"):
        verify_consistency(old, new, (), ROOTS[old], ROOTS[new])
