"""Old Office files and RTF, through a real LibreOffice: they arrive as .docx and .xlsx, rebuilt."""

import io
import shutil
import subprocess
import zipfile

import docx
import olefile
import pytest
from tests.engines.sanitize.benign import programs
from tests.engines.sanitize.benign.office import OFFICE
from tests.engines.sanitize.direct import clean, vectors
from tests.engines.sanitize.samples import MARK
from tests.engines.sanitize.samples.compound import written

from sekisho.cli.confinement import Confined
from sekisho.sanitize import sanitize
from sekisho.sanitize.rebuild import oldwatch
from sekisho.sanitize.rebuild.contract import Log

pytestmark = [
    pytest.mark.verification,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
WORDS = "情報セキュリティ基本方針"


def rtf(inside: str) -> bytes:
    text = "".join(f"\\'{byte:02x}" for byte in WORDS.encode("cp932"))
    return f"{{\\rtf1\\ansi\\ansicpg932\\deff0{{\\fonttbl{{\\f0\\fcharset128 MS Mincho;}}}}{inside}\\f0 {text}\\par}}".encode()


@pytest.fixture(scope="session")
def old_files(tmp_path_factory):
    """One .doc and one .xls, made by LibreOffice from files of ours."""
    folder = tmp_path_factory.mktemp("old")
    document = docx.Document()
    document.add_paragraph(WORDS)
    document.save(str(folder / "a.docx"))
    (folder / "b.csv").write_text("甲,乙\n1,2\n", "utf-8")
    for name, kind in (("a.docx", "doc"), ("b.csv", "xls")):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", kind, "--outdir", str(folder), str(folder / name)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return {"doc": (folder / "a.doc").read_bytes(), "xls": (folder / "b.xls").read_bytes()}


def with_streams(data: bytes, **more: bytes) -> bytes:
    """Return a compound file with further streams; `__` in a name stands for `/`."""
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        streams = {"/".join(path): file.openstream(path).read() for path in file.listdir()}
    return written({**streams, **{name.replace("__", "/"): body for name, body in more.items()}})


def words_of(result) -> str:
    return "\n".join(p.text for p in docx.Document(io.BytesIO(result.data)).paragraphs)


def test_a_word_file_arrives_editable(old_files):
    result = clean(old_files["doc"], "方針.doc")
    assert result.outcome == "delivered"
    assert result.output_name == "方針.docx"
    assert WORDS in words_of(result)


def test_a_workbook_arrives_editable_or_says_why(old_files):
    result = clean(old_files["xls"], "表.xls")
    assert result.outcome == "delivered", result.reasons
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(result.data)).namelist()


def test_what_a_compound_file_carries_is_named_and_gone(old_files):
    streams = ("Macros__VBA__dir", "ObjectPool___1__\x01Ole10Native", "ObjectPool___1__\x03OCXNAME")
    data = with_streams(old_files["doc"], **dict.fromkeys(streams, MARK.encode()))
    result = clean(data, "a.doc")
    assert vectors(result) >= {"ole.vba", "ole.object", "ole.control"}
    assert result.outcome == "delivered"
    package = zipfile.ZipFile(io.BytesIO(result.data))
    assert not any(MARK.encode() in package.read(name) for name in package.namelist())


CARRIED = {
    "rtf.object": f"{{\\object\\objemb{{\\*\\objdata {MARK.encode().hex()}}}}}",
    "rtf.object-link": "{\\object\\objautlink\\objupdate}",
    "rtf.template": f"{{\\*\\template http://x.example/{MARK}.dotm}}",
    "rtf.field": f'{{\\field{{\\*\\fldinst DDEAUTO c:\\\\x "{MARK}"}}{{\\fldrslt x}}}}',
    "rtf.html-tag": f"{{\\*\\htmltag <script>{MARK}</script>}}",
    "rtf.binary": "{\\*\\other\\bin4 abcd}",
    "rtf.datastore": f"{{\\*\\datastore {MARK.encode().hex()}}}",
    "rtf.font": f"{{\\*\\fontemb\\fttruetype {MARK.encode().hex()}}}",
    "rtf.file-table": f"{{\\*\\filetbl {{\\file\\fid1 {MARK}}}}}",
}


def test_what_rtf_carries_is_named_and_gone():
    """All in one file: starting LibreOffice takes longer than everything else here."""
    result = clean(rtf("".join(CARRIED.values())), "a.rtf")
    assert result.outcome == "delivered"
    assert vectors(result) >= CARRIED.keys()
    package = zipfile.ZipFile(io.BytesIO(result.data))
    assert not any(MARK.encode() in package.read(name) for name in package.namelist())
    assert WORDS in words_of(result)


@pytest.mark.parametrize("vector", CARRIED)
def test_each_is_named_by_itself(vector):
    """Before LibreOffice is asked: the wish for it comes with what was seen."""
    log = Log()
    oldwatch.watch_rtf(rtf(CARRIED[vector]), log)
    assert vector in {name for name, _, _ in log.removals}


def test_plain_rtf_crosses_without_a_word():
    result = clean(rtf(""), "a.rtf")
    assert result.outcome == "delivered"
    assert not [r for r in result.removals if r.vector.startswith("rtf.")]


def test_rtf_that_nests_too_deep_is_held():
    result = clean(rtf("{" * 5000 + "}" * 5000), "a.rtf")
    assert vectors(result) == {"rtf.depth"}
    assert result.outcome == "held"


def test_a_workbook_called_a_letter_is_held(old_files):
    assert clean(old_files["xls"], "a.doc").reasons[0].code == "type-mismatch"


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
def test_a_libreoffice_that_stays_gives_the_bytes_of_one_started_anew():
    """Whatever it opened before, and whether it was asked by its macro or on the command line."""
    sources = {b.name: b.make(6_000, 7) for b in OFFICE}
    old = {
        f"{name}.{kind}": data
        for kind, ends in (("doc", "docx"), ("xls", "xlsx"), ("ppt", "pptx"))
        for name, data in programs.libreoffice(
            {name: data for name, data in sources.items() if name.endswith(ends)}, kind
        ).items()
    }
    with Confined() as sandbox:
        first = {name: sanitize(data, name, sandbox=sandbox) for name, data in old.items()}
        again = {name: sanitize(old[name], name, sandbox=sandbox) for name in reversed(old)}
    for name, result in first.items():
        assert result.outcome == "delivered", (name, result.reasons)
        assert again[name].data == result.data, name
        assert clean(old[name], name).data == result.data, name
