"""Uploads whose connection is cut, whose disk is full, or that two send at once."""

import errno
import io

import pytest
from tests.web.factories import AT
from tests.web.transfers.tus import TEXT

from sekisho.web.transfers.actions import uploading
from sekisho.web.transfers.models import Upload

pytestmark = pytest.mark.usefixtures("uploads_here")


class Broken(io.RawIOBase):
    """A connection that is cut after some bytes."""

    def __init__(self, data, error):
        self.data, self.error = data, error

    def read(self, size=-1):
        if not self.data:
            raise self.error
        piece, self.data = self.data[:size], self.data[size:]
        return piece


class TestCut:
    def broken(self, tus, address, offset, data, error):
        return tus.client.generic(
            "PATCH", address, b"", CONTENT_TYPE="application/offset+octet-stream",
            headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)},
            CONTENT_LENGTH=str(len(TEXT) - offset),
            **{"wsgi.input": Broken(data, error)},
        )  # fmt: skip

    def test_what_arrived_before_the_cut_stays_and_the_rest_follows(self, tus):
        address = tus.create(len(TEXT))["Location"]
        answer = self.broken(tus, address, 0, TEXT[:777], ConnectionResetError("cut"))
        assert answer.status_code == 500
        offset = int(tus.head(address)["Upload-Offset"])
        assert offset == 777
        tus.patch(address, offset, TEXT[offset:])
        assert b"".join(uploading.pieces_of(Upload.objects.get()).blocks()) == TEXT

    def test_a_body_that_ends_early_counts_as_far_as_it_came(self, tus):
        address = tus.create(len(TEXT))["Location"]
        answer = tus.client.generic(
            "PATCH", address, b"", CONTENT_TYPE="application/offset+octet-stream",
            headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0"},
            CONTENT_LENGTH=str(len(TEXT)), **{"wsgi.input": io.BytesIO(TEXT[:50])},
        )  # fmt: skip
        assert answer["Upload-Offset"] == "50"

    def test_a_disk_that_fills_up_is_told_and_what_is_there_stays(self, tus, monkeypatch):
        address = tus.create(len(TEXT))["Location"]
        tus.patch(address, 0, TEXT[:100])

        def full(*_):
            raise OSError(errno.ENOSPC, "no space")

        monkeypatch.setattr("sekisho.web.transfers.pieces.os.write", full)
        answer = tus.patch(address, 100, TEXT[100:])
        assert answer.status_code == 507
        assert "空きがない" in answer.content.decode()
        monkeypatch.undo()
        assert tus.head(address)["Upload-Offset"] == "100"

    def test_two_at_once_do_not_mix(self, tus):
        address = tus.create(len(TEXT))["Location"]
        row = Upload.objects.get()

        class Meddling:
            """Sends another piece of the same file while one is being written."""

            def read(self, _size):
                self.status = tus.patch(address, 0, b"x").status_code
                return b""

        first = Meddling()
        uploading.go_on(upload=row, source=first, offset=0, length=10, at=AT)
        assert first.status == 423
        assert tus.head(address)["Upload-Offset"] == "0"
