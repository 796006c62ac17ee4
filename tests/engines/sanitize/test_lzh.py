"""LZH, which public bodies still send: unpacked by a confined program, names as the sender had them.

The archives are written here, stored without compression (method -lh0-, header level 0).
"""

import io
import shutil
import struct
import zipfile

import pytest

from sekisho.cli.confinement import Confined
from sekisho.sanitize import sanitize

pytestmark = pytest.mark.skipif(shutil.which("7z") is None, reason="7z is not installed")


@pytest.fixture(scope="module")
def confined():
    with Confined() as sandbox:
        if not sandbox.layers:
            pytest.skip("this machine offers no sandbox: everything would be held")
        yield sandbox


def _crc16(data):
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value


def lzh(files, *, damaged=False):
    out = b""
    for name, body in files.items():
        raw = name.encode("cp932")
        size = struct.pack("<IIIBB", len(body), len(body), 0x5D790000, 0x20, 0)
        head = b"-lh0-" + size + bytes([len(raw)]) + raw + struct.pack("<H", _crc16(body))
        out += bytes([len(head), sum(head) & 0xFF]) + head
        out += body[:-1] + bytes([body[-1] ^ 1]) if damaged else body
    return out + b"\0"


def test_files_cross_with_their_names(confined):
    files = {"案内.txt": "会議の案内\r\n".encode("cp932"), "名簿.csv": "名,数\r\n甲,1\r\n".encode()}
    result = sanitize(lzh(files), "書類.lzh", sandbox=confined)
    assert result.outcome == "delivered", result.reasons
    assert result.output_name == "書類.zip"
    with zipfile.ZipFile(io.BytesIO(result.data)) as archive:
        assert set(archive.namelist()) == set(files)
        assert "会議の案内" in archive.read("案内.txt").decode("utf-8-sig")


SECOND_BYTES = [
    letter
    for first in (*range(0x81, 0xA0), *range(0xE0, 0xFD))
    if (letter := bytes([first, 0x5C]).decode("cp932", "ignore")).isalpha()
]


def test_letters_that_hold_the_byte_of_a_backslash_stay_whole(confined):
    r"""表, ソ, 能: their second byte is 0x5C, which unpacking programs take for a separator."""
    assert {"表", "ソ", "能", "予", "十"} <= set(SECOND_BYTES)
    names = [f"{letter}.txt" for letter in SECOND_BYTES]
    names += ["予算表/能力表.txt", "表/ソ.txt"]
    files = {name: f"{name}\r\n".encode() for name in names}
    result = sanitize(lzh(files), "書類.lzh", sandbox=confined)
    assert result.outcome == "delivered", result.reasons
    assert not result.removals
    with zipfile.ZipFile(io.BytesIO(result.data)) as archive:
        assert set(archive.namelist()) == set(files)
        for name in files:
            assert name in archive.read(name).decode("utf-8-sig")


def test_folders_of_such_an_archive_stay_folders(confined):
    raw = {"資料\\予定表.txt": b"a\r\n", "図\\構成.txt": b"b\r\n"}
    result = sanitize(lzh(raw), "書類.lzh", sandbox=confined)
    with zipfile.ZipFile(io.BytesIO(result.data)) as archive:
        assert set(archive.namelist()) == {"資料/予定表.txt", "図/構成.txt"}


def test_what_may_not_cross_stays_behind_by_name(confined):
    files = {"案内.txt": b"a\r\n", "手順.exe": b"MZ" + bytes(200)}
    result = sanitize(lzh(files), "書類.lzh", sandbox=confined)
    assert result.outcome == "delivered", result.reasons
    with zipfile.ZipFile(io.BytesIO(result.data)) as archive:
        assert "手順.exe" not in archive.namelist()
    assert [child.outcome for child in result.children] == ["delivered", "rejected"]


def test_a_damaged_archive_is_held(confined):
    result = sanitize(lzh({"a.txt": b"abc\r\n"}, damaged=True), "a.lzh", sandbox=confined)
    assert result.data is None
    assert [reason.code for reason in result.reasons] == ["broken"]
