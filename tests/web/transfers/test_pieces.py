"""Files that come piece by piece, on the disk and into the quarantine; no database."""

import hashlib
import io
import itertools
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.factories import AT

from sekisho.quarantine import Keyring, LocalStore, QuarantineError
from sekisho.web.transfers.pieces import BLOCK, SECRET, Pieces


class TestPieces:
    """The file itself, without a database."""

    SEED = bytes(range(SECRET))

    def piece(self, tmp_path, name="a"):
        found = Pieces(tmp_path / f"{name}.part", self.SEED)
        found.path.unlink(missing_ok=True)
        found.start()
        return found

    @given(
        data=st.binary(min_size=1, max_size=400),
        cuts=st.lists(st.integers(min_value=0, max_value=400), max_size=6),
    )
    @settings(deadline=None)
    def test_any_cuts_give_the_same_bytes_and_nothing_in_the_clear(
        self, tmp_path_factory, data, cuts
    ):
        found = self.piece(tmp_path_factory.mktemp("p"))
        places = sorted({min(each, len(data)) for each in cuts} | {0, len(data)})
        for start, end in itertools.pairwise(places):
            again = Pieces(found.path, self.SEED)  # as after a restart
            assert again.append(io.BytesIO(data[start:end]), at=start, most=end - start) == end
        assert b"".join(found.blocks()) == data
        if len(data) > 16:
            assert data not in found.path.read_bytes()

    def test_more_than_wanted_is_not_read(self, tmp_path):
        found, source = self.piece(tmp_path), io.BytesIO(b"abcdef")
        assert found.append(source, at=0, most=4) == 4
        assert source.read() == b"ef"

    def test_memory_is_a_few_blocks_however_large_the_file(self, tmp_path):
        size = 64 << 20

        class Endless:
            def __init__(self):
                self.left = size

            def read(self, wanted):
                self.left -= (given := min(wanted, self.left))
                return bytes(given)

        found = self.piece(tmp_path)
        keys = tmp_path / "quarantine.keys"
        Keyring.new().save(keys)
        store = LocalStore(tmp_path / "quarantine", keys)
        tracemalloc.start()
        found.append(Endless(), at=0, most=size)
        kept = store.put_blocks("20260601-A", found.blocks, kind="transfer", at=AT)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert kept.size == size
        assert peak < 8 * BLOCK + (8 << 20)

    @pytest.mark.full
    def test_two_gigabytes_arrive_whole(self, tmp_path):
        size, block = 2 << 30, bytes(range(256)) * 4096

        class Source:
            def __init__(self, at):
                self.at = at

            def read(self, wanted):
                place = self.at % len(block)
                given = block[place : place + min(wanted, size - self.at)]
                self.at += len(given)
                return given

        found, there = self.piece(tmp_path), 0
        while there < size:
            step = min((8 << 20) + 7, size - there)
            there = found.append(Source(there), at=there, most=step)
        keys = tmp_path / "quarantine.keys"
        Keyring.new().save(keys)
        store = LocalStore(tmp_path / "quarantine", keys)
        kept = store.put_blocks("20260601-A", found.blocks, kind="transfer", at=AT)
        expected = hashlib.sha256()
        for _ in range(size // len(block)):
            expected.update(block)
        assert (kept.size, kept.sha256) == (size, expected.hexdigest())


class TestKeptBlockByBlock:
    @pytest.fixture
    def store(self, tmp_path):
        keys = tmp_path / "quarantine.keys"
        Keyring.new().save(keys)
        return LocalStore(tmp_path / "quarantine", keys)

    @pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (3 << 20) + 5])
    @pytest.mark.parametrize("block", [1 << 18, 1_000_003])
    def test_it_is_read_back_as_it_came(self, store, size, block):
        data = bytes(size)

        def blocks():
            return (data[at : at + block] for at in range(0, size, block))

        kept = store.put_blocks("20260601-A", blocks, kind="transfer", at=AT)
        assert store.get("20260601-A") == data
        assert kept == store.about("20260601-A")
        assert store.put("20260601-A", data, kind="transfer", at=AT) == kept

    def test_a_number_that_is_there_is_refused(self, store):
        store.put("20260601-A", b"x", kind="transfer", at=AT)
        with pytest.raises(QuarantineError):
            store.put_blocks("20260601-A", lambda: [b"y"], kind="transfer", at=AT)
        assert store.get("20260601-A") == b"x"

    def test_bytes_that_change_between_two_readings_are_not_kept(self, store):
        readings = iter(([b"one"], [b"two"]))
        with pytest.raises(QuarantineError):
            store.put_blocks("20260601-A", lambda: next(readings), kind="transfer", at=AT)
        assert list(store.every()) == []
