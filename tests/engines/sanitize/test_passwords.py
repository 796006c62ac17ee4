"""Documents behind a password: asked for, refused when wrong, opened in the real sandbox when right.

The libraries that decrypt look for modules and devices when they are first used; a confined job
finds neither. So this is tried where it counts.
"""

import io
import shutil
import subprocess

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from tests.engines.sanitize.benign import fidelity, office, programs

from sekisho.cli.confinement import Confined
from sekisho.sanitize import sanitize

RIGHT = "himitsu-1"
TEXT = "会議の御案内\n".encode() * 20_000


@pytest.fixture(scope="module")
def confined():
    with Confined() as sandbox:
        if not sandbox.layers:
            pytest.skip("this machine offers no sandbox: everything would be held")
        yield sandbox


def _office(make):
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(make(4_000, 3))).encrypt(RIGHT, out)
    return out.getvalue()


def _packed(tmp_path, *words):
    (tmp_path / "案内.txt").write_bytes(TEXT)
    command = ["7z", "a", f"-p{RIGHT}", *words, "out", "案内.txt"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    return next(tmp_path.glob("out*")).read_bytes()


def _pdf(*words):
    locking = ("qpdf", *words[:1], "--encrypt", "himitsu", "o", *words[1:], "--", "{in}", "{out}")
    return programs.through([word for word in locking if word], programs.typeset(500, 3))


PDFS = {
    "pdf-256": ("", "256"),
    "pdf-128": ("", "128", "--use-aes=y"),
    "pdf-40": ("--allow-weak-crypto", "40"),
}


def made(kind, tmp_path):
    """Return a locked document, its name and its password."""
    match kind:
        case "docx" | "xlsx":
            make = {"docx": office.word, "xlsx": office.excel}[kind]
            return _office(make), f"a.{kind}", RIGHT
        case "pdf-256" | "pdf-128" | "pdf-40":
            return _pdf(*PDFS[kind]), "a.pdf", "himitsu"
        case "zipcrypto":
            return _packed(tmp_path, "-tzip", "-mem=ZipCrypto"), "a.zip", RIGHT
        case "zip-aes":
            return _packed(tmp_path, "-tzip", "-mem=AES256"), "a.zip", RIGHT
        case _:
            return _packed(tmp_path, "-t7z", "-mhe=on"), "a.7z", RIGHT


KINDS = {
    "docx": None, "xlsx": None, "pdf-256": "qpdf", "pdf-128": "qpdf",
    "pdf-40": "qpdf", "zipcrypto": "7z", "zip-aes": "7z", "7z": "7z",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_locked_document_is_asked_for_refused_and_opened(kind, tmp_path, confined):
    if KINDS[kind] and shutil.which(KINDS[kind]) is None:
        pytest.skip(f"{KINDS[kind]} is not installed")
    data, name, right = made(kind, tmp_path)

    def crossed(*passwords):
        return sanitize(data, name, sandbox=confined, passwords=passwords)

    assert crossed().reasons[0].code == "password-needed"
    assert crossed("ちがう").reasons[0].code == "password-wrong"
    result = crossed("ちがう", right)
    assert result.outcome == "delivered", result.reasons
    if kind in {"zipcrypto", "zip-aes", "7z"}:
        assert [child.outcome for child in result.children] == ["delivered"]
        assert result.children[0].cpu_seconds + result.cpu_seconds < 5
    else:
        assert sum(fidelity.characters(result.data, result.output_name).values()) > 100


def test_a_compressed_file_without_a_name_has_that_of_its_archive(confined, tmp_path):
    (tmp_path / "案内.txt").write_bytes(TEXT)
    subprocess.run(["tar", "czf", "資料.tgz", "案内.txt"], cwd=tmp_path, check=True)
    result = sanitize((tmp_path / "資料.tgz").read_bytes(), "資料.tgz", sandbox=confined)
    assert result.outcome == "delivered"
    assert [child.name for child in result.children] == ["資料.tar"]
