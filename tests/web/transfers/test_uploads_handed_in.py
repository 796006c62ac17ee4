"""Files that came piece by piece, handed in: what becomes of them, and of their pieces."""

import io
import zipfile
from contextlib import nullcontext

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.engines.sanitize.direct import Direct
from tests.web.factories import AT, client_for, make_person
from tests.web.transfers.tus import TEXT

from sekisho.quarantine import LocalStore
from sekisho.web.transfers import actions, originals
from sekisho.web.transfers.errors import TransfersRefusedError
from sekisho.web.transfers.models import Crossing, Parcel, ParcelFile, Upload
from sekisho.web.transfers.ways import Way

pytestmark = pytest.mark.usefixtures("uploads_here")


class TestHandedIn:
    def hand_in(self, tus, *addresses, **more):
        keys = [tus.key(each) for each in addresses]
        return tus.client.post(reverse("transfers:portal"), {"uploads": keys, **more})

    def work(self):
        actions.process_waiting(at=AT, door=lambda: nullcontext(Direct()))

    def test_a_folder_comes_back_as_the_same_tree(self, tus, settings):
        tree = {
            "総務/4月/案内.txt": TEXT,
            "総務/5月/案内.txt": TEXT + b"5",
            "総務/悪い.exe": b"MZ" + bytes(60),
        }
        assert self.hand_in(tus, *(tus.send(data, path) for path, data in tree.items()))
        parcel = Parcel.objects.get()
        assert Upload.objects.count() == 0
        self.work()
        page = tus.client.get(reverse("transfers:parcel", args=[parcel.pk])).content.decode()
        assert "総務/4月/案内.txt" in page
        assert "まとめて受け取る" in page
        answer = tus.client.get(reverse("transfers:everything", args=[parcel.pk]))
        archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == [
            "渡せなかったファイル.txt",
            "総務/4月/案内.txt",
            "総務/5月/案内.txt",
        ]
        assert archive.read("総務/5月/案内.txt").decode("utf-8-sig").rstrip().endswith("5")
        assert "総務/悪い.exe: " in archive.read("渡せなかったファイル.txt").decode("utf-8-sig")
        # The flag by which other systems know that the name is UTF-8 (APPNOTE 4.4.4, bit 11).
        assert all(each.flag_bits & 0x800 for each in archive.infolist())

    def test_for_others_the_archive_is_not_there(self, tus):
        self.hand_in(tus, tus.send(TEXT))
        address = reverse("transfers:everything", args=[Parcel.objects.get().pk])
        assert client_for(make_person()).get(address).status_code == 404

    def test_the_original_is_what_was_sent_and_the_pieces_are_gone(
        self, tus, settings, django_capture_on_commit_callbacks
    ):
        address = tus.send(TEXT)
        with django_capture_on_commit_callbacks(execute=True):
            self.hand_in(tus, address)
        row = ParcelFile.objects.get()
        assert originals.store().get(row.number) == TEXT
        assert row.size == len(TEXT)
        assert list(settings.UPLOADS.glob("*.part")) == []

    def test_what_is_not_whole_is_not_handed_in(self, tus):
        whole, half = tus.send(TEXT), tus.create(10)["Location"]
        answer = self.hand_in(tus, whole, half)
        assert answer.status_code == 422
        assert "送り終えていないファイル" in answer.content.decode()
        assert Parcel.objects.count() == 0
        assert list(originals.numbers()) == []
        assert tus.head(whole).status_code == 200

    def test_the_form_alone_still_works_and_both_together(self, tus):
        self.hand_in(tus, tus.send(TEXT), sent=SimpleUploadedFile("b.txt", TEXT))
        assert sorted(ParcelFile.objects.values_list("name", flat=True)) == ["b.txt", "案内.txt"]

    def test_uploads_leave_by_the_other_form_too(self, tus):
        form = {"purpose": "統計", "receiver": "県", "grade": "open"}
        form |= {"receiver_email": "tokei@pref.example.jp", "uploads": tus.key(tus.send(TEXT))}
        assert tus.client.post(reverse("transfers:send-out"), form).status_code == 302
        assert ParcelFile.objects.get().parcel.sending.purpose == "統計"

    def test_beyond_the_engines_limit_it_is_held_unread(self, tus, monkeypatch):
        self.hand_in(tus, tus.send(TEXT))
        ParcelFile.objects.update(size=200 << 20)

        def never(*_):
            raise AssertionError

        monkeypatch.setattr(LocalStore, "get", never)
        self.work()
        row = Crossing.objects.get()
        assert (row.outcome, row.report["reasons"]) == ("held", ["limit"])

    def test_twice_the_same_key_is_one_file(self, tus):
        address = tus.send(TEXT)
        self.hand_in(tus, address, address)
        assert ParcelFile.objects.count() == 1
        assert self.hand_in(tus, address).status_code == 422

    def test_no_way_no_parcel(self, tus, sender):
        keys = [tus.key(tus.send(TEXT))]
        with pytest.raises(TransfersRefusedError):
            actions.hand_in(files=[], uploads=keys, by=sender, at=AT, way=Way("mynumber", "lgwan"))
        assert Upload.objects.count() == 1
