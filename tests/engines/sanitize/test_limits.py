"""Every document is decided within its time: alone, in a container, and among others that burn."""

import io
import shutil
import zipfile

import pytest
from tests.engines.sanitize.direct import Direct, Work
from tests.engines.sanitize.samples import archives, mails
from tests.engines.sanitize.test_survival import SAMPLES

from sekisho.cli.confinement import Confined
from sekisho.sanitize import VERIFY, ConfinementError, Limits, Options, sanitize

BOMBS = [s for s in SAMPLES if any(word in s.vector for word in ("bomb", "depth", "overlap"))]
CPU, SLACK = Limits().cpu_seconds, 1  # a second between the signal and the end


class Burning(Direct):
    """Every job costs so much; those that are `vain` cost it and give nothing."""

    def __init__(self, seconds, vain=lambda _, __: False, free=lambda _, __: False):
        super().__init__()
        self.seconds, self.vain, self.free = seconds, vain, free
        self.total, self.asked = 0.0, []

    def call(self, profile, function, payload, *, cpu_seconds, **limits):
        cost = 0 if self.free(profile, payload) else self.seconds
        self.asked.append(cpu_seconds)
        self.total += cost
        if self.vain(profile, payload):
            raise ConfinementError("timeout", cost)
        return Work(super().call(profile, function, payload, **limits).data, cpu_seconds=cost)


def test_a_document_has_one_allowance_for_all_its_jobs():
    burning = Burning(3)
    result = sanitize("会議\n".encode(), "a.txt", sandbox=burning)
    assert result.outcome == "delivered"
    assert burning.asked == [CPU, CPU - 3]


def test_a_document_whose_time_is_spent_is_held_and_tried_in_no_other_grade():
    burning = Burning(CPU, vain=lambda profile, _: profile != VERIFY)
    own = (s for s in SAMPLES if s.vector.startswith("pdf.") and s.name.endswith(".pdf"))
    page = next(s for s in own if s.twin and not s.twin_name).twin
    result = sanitize(page(), "a.pdf", sandbox=burning)
    assert (result.outcome, result.reasons[0].code) == ("held", "timeout")
    assert result.cpu_seconds == burning.total == CPU


def test_verification_that_comes_too_late_delivers_nothing():
    result = sanitize("会議\n".encode(), "a.txt", sandbox=Burning(CPU))
    assert (result.outcome, result.data) == ("held", None)
    assert result.reasons[0].code == "timeout"


def test_what_burns_in_vain_inside_a_container_is_counted():
    """A hundred files that each use up their time do not use up a hundred times the time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(100):
            archive.writestr(f"{n}.pdf", b"%PDF-1.7\n" + bytes(n))
    inside = lambda profile, payload: b'"format": "pdf"' in payload[:4096]  # noqa: E731
    burning = Burning(CPU, vain=inside, free=lambda *job: not inside(*job))
    result = sanitize(out.getvalue(), "a.zip", sandbox=burning)
    assert result.data is None
    assert CPU < burning.total <= Limits().archive_cpu_seconds


@pytest.fixture(scope="module")
def confined():
    with Confined() as sandbox:
        if not sandbox.layers:
            pytest.skip("this machine offers no sandbox: everything would be held")
        yield sandbox


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: f"{bomb.vector}-{bomb.name}")
def test_every_bomb_ends_within_its_time_and_memory(bomb, confined):
    result = sanitize(bomb.make(), bomb.name, sandbox=confined)
    assert _cpu(result) <= CPU + SLACK
    most = Limits().image_memory_bytes if bomb.name.endswith(_PICTURES) else Limits().memory_bytes
    assert result.peak_bytes <= most + _PRELOADED


_PICTURES = (".png", ".jpg", ".gif", ".tif", ".webp", ".bmp", ".svg")
_PRELOADED = 64 << 20  # the server's own pages, which every job shows as its own


def _cpu(result):
    return result.cpu_seconds + sum(map(_cpu, result.children))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_has_no_more_time_than_the_document(confined):
    """Rows without end for LibreOffice: it is ended, and so is the wait."""
    rows = "".join(f"\\trowd\\cellx{n % 9000 + 1} x\\cell\\row" for n in range(400_000))
    data = b"{\\rtf1\\ansi " + rows.encode() + b"}"
    options = Options(limits=Limits(cpu_seconds=2))
    result = sanitize(data, "a.rtf", options, sandbox=confined)
    assert result.data is None or result.cpu_seconds <= 2
    assert result.cpu_seconds <= 2 + 2 * SLACK


def test_ordinary_documents_need_little_of_it(confined):
    for data, name in ((mails.with_file(), "a.eml"), (archives.plain(), "a.zip")):
        result = sanitize(data, name, sandbox=confined)
        assert result.outcome == "delivered"
        assert _cpu(result) <= 1
