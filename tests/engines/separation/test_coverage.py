"""The published share of lines understood is what the readers do, and no vendor is below its aim."""

from tests.engines.separation.corpus import CASES, CONFIGS, MORE
from tests.engines.separation.coverage import AIMS, PAGE, counted, page, share

from sekisho.separation import READERS


def test_the_page_says_what_the_readers_do():
    assert PAGE.read_text("utf-8") == page(), "python -m tests.engines.separation.coverage"


def test_every_vendor_is_counted_and_keeps_its_aim():
    found = counted()
    assert set(found) == {reader.vendor for reader in READERS} == set(AIMS)
    for vendor, (_, coverage) in found.items():
        assert share(coverage) >= AIMS[vendor], vendor
        assert coverage.lines - coverage.outside >= 8


def test_every_fixture_is_counted():
    assert {each.name for each in CONFIGS.iterdir()} == {*(case.file for case in CASES), *MORE}
