"""Which reader is asked, and that the tuple of readers is the folder."""

from pathlib import Path

import pytest

from sekisho.separation import READERS, Config, ConfigError, Limits, Reading, read_config, readers

NOT_READERS = {"__init__", "interface"}


def test_every_reader_stands_in_the_tuple_under_a_vendor_of_its_own():
    vendors = [reader.vendor for reader in READERS]
    assert len(set(vendors)) == len(vendors)
    files = {
        path.stem
        for path in Path(readers.__file__).parent.glob("*.py")
        if path.stem not in NOT_READERS and "READER" in path.read_text("utf-8")
    }
    assert {type(reader).__module__.rpartition(".")[2] for reader in READERS} == files


@pytest.mark.parametrize("text", ["", "ただの文。\n", "\x00\x01"])
def test_what_no_reader_knows_is_refused_by_name(text):
    with pytest.raises(ConfigError, match=r"notes\.txt"):
        read_config(Config("notes.txt", text))


def test_a_configuration_beyond_the_limit_is_refused():
    with pytest.raises(ConfigError, match="大きすぎ"):
        read_config(Config("a", "x" * 11), Reading(Limits(config_bytes=10)))
