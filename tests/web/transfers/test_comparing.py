"""Pages before and after: pixels only, drawn confined, for who may see the file and nobody else."""

import io
import struct
import zipfile
from contextlib import nullcontext
from types import SimpleNamespace

import pypdfium2
import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.engines.sanitize.benign import office
from tests.engines.sanitize.direct import Direct
from tests.web.factories import AT, client_for, make_person
from tests.web.transfers.parts import auditor, desk

from sekisho.cli.confinement import Confined
from sekisho.quarantine import Keyring
from sekisho.sandbox import JobCrashed
from sekisho.web.transfers import actions, consequences, originals, words
from sekisho.web.transfers.actions import HandedIn
from sekisho.web.transfers.apart import drawing
from sekisho.web.transfers.models import ParcelFile
from sekisho.web.transfers.pictures import NoPicturesError, pictures_of

HEAD = struct.Struct(">HH")


def pdf(*sizes):
    document = pypdfium2.PdfDocument.new()
    for size in sizes:
        document.new_page(*size)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def photograph(size=(2000, 1000), colour="red", **more):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **more)
    return out.getvalue()


class TestDrawing:
    def test_at_most_three_pages_within_the_bounds(self):
        pages = pictures_of(drawing.draw(pdf((595, 842), (842, 595), (10, 9000), (595, 842))))
        assert len(pages) == drawing.PAGES
        assert all(0 < each.width <= drawing.WIDTH for each in pages)
        assert all(0 < each.height <= drawing.HEIGHT for each in pages)
        assert pages[0].width < pages[0].height
        assert pages[1].width > pages[1].height

    def test_a_picture_keeps_its_colours_and_none_of_its_bytes(self):
        source = photograph(exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0", comment=b"SECRET-WORDS")
        (page,) = pictures_of(drawing.draw(source))
        with Image.open(io.BytesIO(page.png)) as shown:
            assert shown.format == "PNG"
            assert shown.size == (720, 360)
            red, green, blue = shown.convert("RGB").getpixel((5, 5))
        assert red > 200
        assert max(green, blue) < 40
        assert b"SECRET-WORDS" not in page.png

    def test_what_is_no_document_gives_nothing(self):
        with pytest.raises(Exception):  # noqa: B017  # whatever Pillow says
            drawing.draw(b"MZ not a picture")


class TestPixelsOnly:
    @given(st.binary(max_size=200))
    def test_an_answer_is_pixels_or_is_refused(self, untrusted):
        try:
            pages = pictures_of(untrusted)
        except NoPicturesError:
            return
        size = sum(HEAD.size + each.width * each.height * 3 for each in pages)
        assert size == len(untrusted)

    @pytest.mark.parametrize(
        "untrusted",
        [
            b"",
            b"\x89PNG\r\n\x1a\n",
            b"<html>",
            HEAD.pack(1, 1) + b"ab",
            HEAD.pack(1, 1) + b"abcd",
            HEAD.pack(0, 1),
            HEAD.pack(721, 1) + bytes(721 * 3),
            (HEAD.pack(1, 1) + b"abc") * 4,
        ],
    )
    def test_another_form_is_refused(self, untrusted):
        with pytest.raises(NoPicturesError):
            pictures_of(untrusted)

    def test_colours_come_through_as_they_are(self):
        (page,) = pictures_of(HEAD.pack(2, 1) + bytes((255, 0, 0, 0, 0, 255)))
        with Image.open(io.BytesIO(page.png)) as shown:
            assert [shown.getpixel((0, 0)), shown.getpixel((1, 0))] == [(255, 0, 0), (0, 0, 255)]


class Here:
    """A drawer in this process; the office is told what to write."""

    def __init__(self, converted=b"", *, broken=False):
        self.converted, self.broken, self.ran = converted, broken, []

    def call(self, _profile, function, payload, **_):
        assert function == "sekisho.web.transfers.apart.drawing:draw"
        if self.broken:
            raise JobCrashed("gone")
        return SimpleNamespace(data=drawing.draw(payload))

    def run(self, program, arguments, *, files, collect, **_):
        self.ran.append((program, arguments[-1], *files))
        assert collect == ("input.pdf",)
        return SimpleNamespace(files={"input.pdf": self.converted})


@pytest.mark.django_db
class TestCompared:
    @pytest.fixture(autouse=True)
    def _on_the_day(self, tmp_path, settings):
        settings.QUARANTINE = tmp_path / "quarantine"
        settings.QUARANTINE.mkdir()
        settings.QUARANTINE_KEYS = tmp_path / "quarantine.keys"
        Keyring.new().save(settings.QUARANTINE_KEYS)
        with time_machine.travel(AT, tick=False):
            yield

    @pytest.fixture
    def person(self):
        return make_person()

    def hand_in(self, person, name="写真.jpg", data=None):
        files = [HandedIn(name, data or photograph((300, 200)))]
        actions.hand_in(files=files, by=person, at=AT)
        actions.process_waiting(at=AT, door=lambda: nullcontext(Direct()))
        return ParcelFile.objects.get()

    def draw(self, drawer=None):
        drawer = drawer or Here()
        return actions.draw_asked(at=AT, door=lambda: nullcontext(drawer))

    def test_asked_for_drawn_once_and_shown(self, person, monkeypatch):
        told = []
        monkeypatch.setattr(consequences, "_soon", [lambda: told.append(1)])
        row = self.hand_in(person)
        client, address = client_for(person), reverse("transfers:compare", args=[row.pk])
        assert "前と後の画像を作る" in client.get(address).content.decode()
        assert client.post(address).status_code == 302
        client.post(address)
        assert "画像を作っています" in client.get(address).content.decode()
        assert self.draw() == 1
        assert self.draw() == 0
        page = client.get(address).content.decode()
        for side in ("before", "after"):
            picture = reverse("transfers:picture", args=[row.pk, side, 0])
            assert picture in page
            answer = client.get(picture)
            assert answer["Content-Type"] == "image/png"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer.content.startswith(b"\x89PNG")
            assert (
                client.get(reverse("transfers:picture", args=[row.pk, side, 1])).status_code == 404
            )
        other = reverse("transfers:picture", args=[row.pk, "original", 0])
        assert client.get(other).status_code == 404

    def test_pictures_lie_encrypted_and_go_with_the_rebuilt_file(self, person, settings):
        row = self.hand_in(person)
        actions.ask_pictures(file=row, at=AT)
        self.draw()
        row.refresh_from_db()
        number = row.pictures["before"][0][0]
        assert originals.store().about(number).kind == "transfer-rebuilt"
        assert b"PNG" not in (settings.QUARANTINE / f"{number}.sealed").read_bytes()
        originals.store().destroy(number)
        picture = reverse("transfers:picture", args=[row.pk, "before", 0])
        assert client_for(person).get(picture).status_code == 404

    def test_an_office_file_goes_through_the_confined_office_on_both_sides(self, person):
        row = self.hand_in(person, "議案.docx", office.word(500, 3))
        actions.ask_pictures(file=row, at=AT)
        drawer = Here(pdf((595, 842)))
        self.draw(drawer)
        assert drawer.ran == [("soffice", "input.docx", "input.docx")] * 2
        row.refresh_from_db()
        assert [len(row.pictures[side]) for side in ("before", "after")] == [1, 1]

    @pytest.mark.parametrize("drawer", [Here(b""), Here(b"junk"), Here(broken=True)])
    def test_what_cannot_be_drawn_is_told_and_not_tried_for_ever(self, person, drawer):
        row = self.hand_in(person, "議案.docx", office.word(500, 3))
        actions.ask_pictures(file=row, at=AT)
        if drawer.converted == b"junk":
            drawer.call = lambda *_, **__: SimpleNamespace(data=b"<script>")
        self.draw(drawer)
        page = client_for(person).get(reverse("transfers:compare", args=[row.pk]))
        assert "画像にできませんでした" in page.content.decode()
        assert self.draw(drawer) == 0

    def test_in_the_real_sandbox(self, person):
        with Confined() as sandbox:
            if not sandbox.layers:
                pytest.skip("this machine offers no sandbox")
        row = self.hand_in(person)
        actions.ask_pictures(file=row, at=AT)
        assert actions.draw_asked(at=AT) == 1
        row.refresh_from_db()
        assert [len(row.pictures[side]) for side in ("before", "after")] == [1, 1]

    def test_for_others_there_is_nothing(self, person):
        row = self.hand_in(person)
        actions.ask_pictures(file=row, at=AT)
        self.draw()
        for who in (make_person(), desk(), auditor()):
            client = client_for(who)
            assert client.get(reverse("transfers:compare", args=[row.pk])).status_code == 404
            assert client.post(reverse("transfers:compare", args=[row.pk])).status_code == 404
            picture = reverse("transfers:picture", args=[row.pk, "before", 0])
            assert client.get(picture).status_code == 404

    def test_what_did_not_cross_or_has_no_pages_is_not_compared(self, person):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.txt", "a")
        row = self.hand_in(person, "束.zip", packed.getvalue())
        assert not actions.may_be_pictured(row)
        assert (
            client_for(person).get(reverse("transfers:compare", args=[row.pk])).status_code == 404
        )


class TestLayout:
    def test_a_change_of_form_is_told(self):
        assert words.layout({}).warnings == ()
        assert "文字だけ" in words.layout({"outcome": "text-only"}).warnings[0]
        assert "画像" in words.layout({"grade": "C"}).warnings[0]
        assert "描き直し" in words.layout({"grade": "B"}).warnings[0]
        assert words.layout({"grade": "A"}).warnings == ()

    def test_what_stayed_is_counted_in_words(self):
        report = {"fidelity": {"characters": 1234, "tables": 2, "unheard": 3}}
        assert words.layout(report).kept == ("文字 1,234", "表 2")

    def test_changes_the_engine_names_are_told(self):
        report = {"changes": ["旧い形式を .docx に変えました。"]}
        assert words.layout(report).warnings == ("旧い形式を .docx に変えました。",)
