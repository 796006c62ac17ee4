"""What the tests of uploads share."""

import pytest
import time_machine
from tests.web.factories import AT, make_person
from tests.web.transfers.tus import Tus

from sekisho.quarantine import Keyring


@pytest.fixture
def uploads_here(tmp_path, settings):
    """Places for uploads and originals of this test, on the day of the tests."""
    settings.UPLOADS = tmp_path / "uploads"
    settings.QUARANTINE = tmp_path / "quarantine"
    settings.QUARANTINE.mkdir()
    settings.QUARANTINE_KEYS = tmp_path / "quarantine.keys"
    Keyring.new().save(settings.QUARANTINE_KEYS)
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def sender(db):
    return make_person()


@pytest.fixture
def tus(sender, uploads_here):
    return Tus(sender)
