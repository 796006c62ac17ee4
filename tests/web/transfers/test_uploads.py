"""Resumable uploads as the tus protocol 1.0.0 has them: nothing lost, nothing of anybody else's."""

import base64
import errno
import io
import itertools
import shutil
import tracemalloc
import zipfile
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.sanitize.direct import Direct
from tests.web.factories import AT, client_for, make_person

from sekisho.quarantine import Keyring, LocalStore, QuarantineError
from sekisho.web.transfers import actions, originals
from sekisho.web.transfers.actions import uploading
from sekisho.web.transfers.errors import TransfersRefusedError
from sekisho.web.transfers.models import Crossing, Parcel, ParcelFile, Upload
from sekisho.web.transfers.paths import packed, placed
from sekisho.web.transfers.pieces import BLOCK, SECRET, BusyError, Pieces

TEXT = "会議の御案内\n".encode() * 500


class Tus:
    """A client that does what the protocol says, over the requests of one person."""

    def __init__(self, person, *, version="1.0.0", csrf=False):
        self.client = client_for(person)
        self.client.handler.enforce_csrf_checks = csrf
        self.headers = {"Tus-Resumable": version} if version else {}

    def _ask(self, method, address, data=b"", kind="", **headers):
        found = {**self.headers, **{name.replace("_", "-"): v for name, v in headers.items()}}
        return self.client.generic(method, address, data, content_type=kind, headers=found)

    def options(self, address=""):
        return self._ask("OPTIONS", address or reverse("transfers:uploads"))

    def create(self, size, path="案内.txt", **headers):
        told = base64.b64encode(path.encode()).decode()
        headers.setdefault("Upload_Metadata", f"relativePath {told},type dGV4dA==")
        if size is not None:
            headers["Upload_Length"] = str(size)
        return self._ask("POST", reverse("transfers:uploads"), **headers)

    def head(self, address):
        return self._ask("HEAD", address)

    def patch(self, address, offset, data, kind="application/offset+octet-stream", **headers):
        return self._ask("PATCH", address, data, kind, Upload_Offset=str(offset), **headers)

    def delete(self, address):
        return self._ask("DELETE", address)

    def send(self, data, path="案内.txt", piece=1000):
        """Send a file whole, asking before each piece how much is there."""
        address = self.create(len(data), path)["Location"]
        while (offset := int(self.head(address)["Upload-Offset"])) < len(data):
            answer = self.patch(address, offset, data[offset : offset + piece])
            assert answer.status_code == 204
        return address

    def key(self, address):
        return address.rstrip("/").rpartition("/")[2]


@pytest.fixture(autouse=True)
def _on_the_day(tmp_path, request):
    if "db" not in request.fixturenames and not request.node.get_closest_marker("django_db"):
        yield
        return
    settings_ = request.getfixturevalue("settings")
    settings_.UPLOADS = tmp_path / "uploads"
    settings_.QUARANTINE = tmp_path / "quarantine"
    settings_.QUARANTINE.mkdir()
    settings_.QUARANTINE_KEYS = tmp_path / "quarantine.keys"
    Keyring.new().save(settings_.QUARANTINE_KEYS)
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def person(db):
    return make_person()


@pytest.fixture
def tus(person):
    return Tus(person)


class TestCore:
    def test_options_say_what_is_understood_without_a_version_asked(self, person):
        answer = Tus(person, version="").options()
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
    def test_another_version_is_refused_and_ours_is_named(self, person, version, method):
        address = Tus(person).create(10)["Location"]
        other = Tus(person, version=version)
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

    def test_without_the_csrf_token_nothing_changes(self, person):
        address = Tus(person).create(10)["Location"]
        strict = Tus(person, csrf=True)
        assert strict.create(10).status_code == 403
        assert strict.patch(address, 0, b"x").status_code == 403
        assert strict.delete(address).status_code == 403
        assert Tus(person).head(address)["Upload-Offset"] == "0"


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


class TestWhose:
    def test_an_upload_of_another_person_does_not_exist(self, tus, person):
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

    def test_its_time_is_told_and_counts_from_the_last_piece(self, tus, person):
        answer = tus.create(10)
        assert answer["Upload-Expires"] == "Tue, 02 Jun 2026 01:00:00 GMT"
        with time_machine.travel(AT + timedelta(hours=20), tick=False):
            later = Tus(person).patch(answer["Location"], 0, b"x")
            assert later["Upload-Expires"] == "Tue, 02 Jun 2026 21:00:00 GMT"
        with time_machine.travel(AT + timedelta(hours=43), tick=False):
            assert Tus(person).head(answer["Location"])["Upload-Offset"] == "1"
        with time_machine.travel(AT + timedelta(hours=45), tick=False):
            assert Tus(person).head(answer["Location"]).status_code == 404

    def test_the_daily_task_forgets_what_is_over(self, tus, settings):
        tus.create(10)
        stray = settings.UPLOADS / "stray.part"
        stray.write_bytes(b"x")
        assert actions.forget_uploads(at=AT + timedelta(hours=23)) == 0
        assert actions.forget_uploads(at=AT + timedelta(days=400)) == 1
        assert list(settings.UPLOADS.glob("*.part")) == []


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
        from django.core.files.uploadedfile import SimpleUploadedFile

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

    def test_no_way_no_parcel(self, tus, person):
        keys = [tus.key(tus.send(TEXT))]
        from sekisho.web.transfers.ways import Way

        with pytest.raises(TransfersRefusedError):
            actions.hand_in(files=[], uploads=keys, by=person, at=AT, way=Way("mynumber", "lgwan"))
        assert Upload.objects.count() == 1


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
        import hashlib

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


class TestPaths:
    @pytest.mark.parametrize(
        ("path", "folder", "name"),
        [
            ("総務/4月/案内.docx", "総務/4月", "案内.docx"),
            ("案内.docx", "", "案内.docx"),
            ("ガ/ハ\u3099.txt".replace("ハ\u3099", "か\u3099"), "ガ", "が.txt"),
            ("..\\..\\windows\\a.txt", "windows", "a.txt"),
            ("/etc/passwd", "etc", "passwd"),
            ("a/./../b.txt", "a", "b.txt"),
            ("con/aux.txt", "_con", "_aux.txt"),
            ("", "", "名称なし"),
        ],
    )
    def test_a_path_is_made_safe(self, path, folder, name):
        assert placed(path) == (folder, name)

    @given(st.text(max_size=300))
    def test_nothing_leads_out_of_the_folder(self, path):
        folder, name = placed(path)
        parts = [*folder.split("/"), name] if folder else [name]
        assert all(part and part not in {".", ".."} and "\\" not in part for part in parts)
        assert "/" not in name
        assert len(folder) <= 1000
        assert len(name) <= 255

    def test_of_two_alike_the_second_gets_a_number(self):
        names = [("a", "x.txt"), ("a", "X.txt"), ("", "x.txt"), ("a", "x.txt"), ("a", "lone")]
        assert list(packed(names)) == [
            "a/x.txt", "a/X (2).txt", "x.txt", "a/x (3).txt", "a/lone",
        ]  # fmt: skip


def test_a_busy_file_is_an_error_of_its_own():
    assert issubclass(BusyError, Exception)
