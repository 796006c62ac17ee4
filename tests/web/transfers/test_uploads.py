"""Resumable uploads as the tus protocol 1.0.0 has them: creation, pieces, ends, whose they are."""

import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.web.factories import AT, make_person
from tests.web.transfers.tus import TEXT, Tus

from sekisho.web.transfers import actions
from sekisho.web.transfers.actions import uploading
from sekisho.web.transfers.models import Parcel, Upload

pytestmark = pytest.mark.usefixtures("uploads_here")


class TestCore:
    def test_options_say_what_is_understood_without_a_version_asked(self, sender):
        answer = Tus(sender, version="").options()
        assert answer.status_code == 204
        assert answer["Tus-Version"] == "1.0.0"
        assert answer["Tus-Extension"] == "creation,expiration,termination"
        assert int(answer["Tus-Max-Size"]) == 2 << 30

    def test_a_file_arrives_piece_by_piece(self, tus):
        answer = tus.create(len(TEXT))
        assert answer.status_code == 201
        address = answer["Location"]
        first = tus.patch(address, 0, TEXT[:100])
        assert (first.status_code, first["Upload-Offset"]) == (204, "100")
        told = tus.head(address)
        assert (told.status_code, told["Upload-Offset"]) == (200, "100")
        assert told["Upload-Length"] == str(len(TEXT))
        assert "no-store" in told["Cache-Control"]
        last = tus.patch(address, 100, TEXT[100:])
        assert last["Upload-Offset"] == str(len(TEXT))
        row = Upload.objects.get()
        assert b"".join(uploading.pieces_of(row).blocks()) == TEXT

    @pytest.mark.parametrize("offset", [0, 99, 101, len(TEXT)])
    def test_a_wrong_offset_is_a_conflict_and_changes_nothing(self, tus, offset):
        address = tus.create(len(TEXT))["Location"]
        tus.patch(address, 0, TEXT[:100])
        expected = 413 if offset == len(TEXT) else 409
        assert tus.patch(address, offset, TEXT[100:200]).status_code == expected
        assert tus.head(address)["Upload-Offset"] == "100"

    def test_more_than_was_announced_is_refused(self, tus):
        address = tus.create(10)["Location"]
        assert tus.patch(address, 0, b"x" * 11).status_code == 413
        assert tus.head(address)["Upload-Offset"] == "0"

    def test_another_kind_of_body_is_refused(self, tus):
        address = tus.create(10)["Location"]
        assert tus.patch(address, 0, b"x", kind="application/octet-stream").status_code == 415

    @pytest.mark.parametrize("version", ["", "0.2.2", "1.0.1"])
    @pytest.mark.parametrize("method", ["create", "head", "patch", "delete"])
    def test_another_version_is_refused_and_ours_is_named(self, sender, version, method):
        address = Tus(sender).create(10)["Location"]
        other = Tus(sender, version=version)
        answer = {
            "create": lambda: other.create(10),
            "head": lambda: other.head(address),
            "patch": lambda: other.patch(address, 0, b"x"),
            "delete": lambda: other.delete(address),
        }[method]()
        assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")
        assert Upload.objects.count() == 1

    def test_a_network_that_lets_post_through_only(self, tus):
        address = tus.create(10)["Location"]
        answer = tus._ask(
            "POST", address, b"x" * 10, "application/offset+octet-stream",
            Upload_Offset="0", X_HTTP_Method_Override="PATCH",
        )  # fmt: skip
        assert (answer.status_code, answer["Upload-Offset"]) == (204, "10")
        assert tus._ask("POST", address).status_code == 405

    @pytest.mark.parametrize("offset", ["", "-1", "１", "1e3", "9" * 40])
    def test_an_offset_that_is_no_number_is_refused(self, tus, offset):
        address = tus.create(10)["Location"]
        assert tus.patch(address, offset, b"x").status_code == 400

    def test_without_the_csrf_token_nothing_changes(self, sender):
        address = Tus(sender).create(10)["Location"]
        strict = Tus(sender, csrf=True)
        assert strict.create(10).status_code == 403
        assert strict.patch(address, 0, b"x").status_code == 403
        assert strict.delete(address).status_code == 403
        assert Tus(sender).head(address)["Upload-Offset"] == "0"


class TestWhose:
    def test_an_upload_of_another_person_does_not_exist(self, tus, sender):
        address = tus.create(10)["Location"]
        other = Tus(make_person(roles=("system-operator",)))
        assert other.head(address).status_code == 404
        assert other.patch(address, 0, b"x").status_code == 404
        assert other.delete(address).status_code == 404
        answer = other.client.post(reverse("transfers:portal"), {"uploads": tus.key(address)})
        assert answer.status_code == 422
        assert tus.head(address).status_code == 200
        assert Parcel.objects.count() == 0

    def test_nobody_signed_in_gets_nowhere(self, tus):
        address = tus.create(10)["Location"]
        for method in ("HEAD", "PATCH", "DELETE", "OPTIONS"):
            assert Client().generic(method, address).status_code == 302

    @pytest.mark.parametrize("key", ["x", "..", "%2e%2e", "a" * 200])
    def test_a_key_nobody_has(self, tus, key):
        assert tus.head(reverse("transfers:uploads") + f"{key}/").status_code == 404


class TestCreation:
    @pytest.mark.parametrize("size", [None, "", "-1", "x", "1" * 30])
    def test_a_length_is_wanted(self, tus, size):
        assert tus.create(size).status_code == 400

    @pytest.mark.parametrize(
        "metadata", ["", "filename", "filename ***", "filename gYE=", "a eA=="]
    )
    def test_a_name_is_wanted(self, tus, metadata):
        assert tus.create(10, Upload_Metadata=metadata).status_code == 400

    def test_an_empty_file_is_refused_in_words(self, tus):
        answer = tus.create(0)
        assert answer.status_code == 400
        assert "中身のない" in answer.content.decode()

    def test_two_gigabytes_are_taken_and_more_are_not(self, tus, monkeypatch):
        roomy = SimpleNamespace(free=1 << 40)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: roomy)
        assert tus.create(2 << 30).status_code == 201
        answer = tus.create((2 << 30) + 1)
        assert answer.status_code == 413
        assert "2GBまで" in answer.content.decode()

    def test_one_person_cannot_fill_the_place(self, tus, monkeypatch):
        monkeypatch.setattr(uploading, "AT_ONCE", 100)
        assert tus.create(60).status_code == 201
        assert tus.create(60).status_code == 413
        assert Tus(make_person()).create(60).status_code == 201
        monkeypatch.setattr(uploading, "AT_ONCE", 1000)
        monkeypatch.setattr(uploading, "MOST", 1)
        assert tus.create(60).status_code == 413

    def test_nothing_is_begun_that_the_disk_could_not_hold(self, tus, monkeypatch):
        monkeypatch.setattr(
            shutil, "disk_usage", lambda _: SimpleNamespace(free=uploading.SPARE + 5)
        )
        answer = tus.create(10)
        assert answer.status_code == 507
        assert Upload.objects.count() == 0


class TestEnds:
    def test_given_up_it_is_gone_with_its_bytes(self, tus, settings):
        address = tus.create(10)["Location"]
        tus.patch(address, 0, b"x")
        assert tus.delete(address).status_code == 204
        assert tus.head(address).status_code == 404
        assert list(settings.UPLOADS.glob("*.part")) == []

    def test_its_time_is_told_and_counts_from_the_last_piece(self, tus, sender):
        answer = tus.create(10)
        assert answer["Upload-Expires"] == "Tue, 02 Jun 2026 01:00:00 GMT"
        with time_machine.travel(AT + timedelta(hours=20), tick=False):
            later = Tus(sender).patch(answer["Location"], 0, b"x")
            assert later["Upload-Expires"] == "Tue, 02 Jun 2026 21:00:00 GMT"
        with time_machine.travel(AT + timedelta(hours=43), tick=False):
            assert Tus(sender).head(answer["Location"])["Upload-Offset"] == "1"
        with time_machine.travel(AT + timedelta(hours=45), tick=False):
            assert Tus(sender).head(answer["Location"]).status_code == 404

    def test_the_daily_task_forgets_what_is_over(self, tus, settings):
        tus.create(10)
        stray = settings.UPLOADS / "stray.part"
        stray.write_bytes(b"x")
        assert actions.forget_uploads(at=AT + timedelta(hours=23)) == 0
        assert actions.forget_uploads(at=AT + timedelta(days=400)) == 1
        assert list(settings.UPLOADS.glob("*.part")) == []
