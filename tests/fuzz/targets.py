"""What is fuzzed: one target per parser of outside bytes, its law, and the bytes it starts from.

A target takes bytes and raises only when something is wrong: an answer, a refusal, a hold is right.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from tests.engines.detection.reading import log, whole
from tests.engines.detection.samples import CARRIED_BY_SYSLOG, HOSTILE, SAMPLES
from tests.engines.sanitize.direct import clean
from tests.engines.sanitize.every import DIRECT, OLD_OFFICE

from sekisho.collect import cut
from sekisho.detection.readers import BY_KIND
from sekisho.sanitize.kinds import sniff
from sekisho.sanitize.names import safe_name
from sekisho.sanitize.options import Limits, Options
from sekisho.sanitize.rebuild import charset, oldwatch
from sekisho.sanitize.rebuild.compound import Compound
from sekisho.sanitize.rebuild.contract import Hold, Log, Request
from sekisho.sanitize.rebuild.job import BY_FORMAT as REBUILDERS
from sekisho.sanitize.rebuild.ooxml import fields, formulas
from sekisho.sanitize.verify.job import verify
from sekisho.sanitize.verify.judging import VERIFIED
from sekisho.sanitize.wire import WireError, unpack

SMALL = Options(
    limits=Limits(
        pixels=1_000_000, cells=20_000, content_operators=50_000, pages=50, part_bytes=4 << 20,
        expanded_bytes=16 << 20, xml_bytes=2 << 20, bytes=1 << 20,
    )
)  # fmt: skip
_MOST = 200_000  # bytes of a seed


@dataclass(frozen=True)
class Target:
    """One parser: what is called, and where its seeds come from."""

    name: str
    run: Callable[[bytes], object]
    seeds: Callable[[], Iterable[bytes]]


def _rebuilding(format_: str) -> Callable[[bytes], object]:
    rebuilder = REBUILDERS[format_]

    def run(data: bytes) -> object:
        try:
            return rebuilder.rebuild(Request(data, "a." + format_, format_, SMALL))
        except Hold:
            return None

    return run


def _verifying(format_: str) -> Callable[[bytes], object]:
    def run(data: bytes) -> object:
        answer = verify(f"{format_} 0\n".encode() + data)
        assert answer == VERIFIED or answer.startswith(b"refused: ")
        return answer

    return run


def _samples(format_: str) -> Callable[[], Iterable[bytes]]:
    return lambda: _by_format().get(format_, ())


@cache
def _by_format() -> dict[str, list[bytes]]:
    """Return the samples by the format they are read as; bombs teach a fuzzer only to wait."""
    found: dict[str, list[bytes]] = {}
    for sample in (*DIRECT, *OLD_OFFICE):
        if sample.vector.endswith("bomb"):
            continue
        data = sample.make()
        kind = sniff(data, sample.name).kind
        if kind is not None and len(data) <= _MOST:
            found.setdefault(kind.format, []).append(data)
    return found


def _cleaned(format_: str) -> Callable[[], Iterable[bytes]]:
    """What our own writers make: the only bytes a verifier passes."""

    def seeds() -> Iterable[bytes]:
        own = [sample for sample in DIRECT if sample.benign_name.endswith("." + format_)]
        for sample in (*own[:3], *DIRECT[::7]):
            if sample.twin is None:
                continue
            result = clean(sample.twin(), sample.benign_name)
            if result.data is not None and result.output_name.endswith("." + format_):
                yield result.data

    return seeds


def _law_of_text(data: bytes) -> None:
    read = charset.decode(data[1:], _LABELS[data[0] % len(_LABELS)] if data else None)
    assert isinstance(read.text, str)
    read.text.encode("utf-8", "surrogatepass")
    assert read.unreadable == read.text.count("\ufffd")


_LABELS = (None, "iso-2022-jp", "shift_jis", "euc-jp", "utf-8", "utf-7", "cp50221", "x-unknown")


def _law_of_names(data: bytes) -> None:
    safe = safe_name(data.decode("utf-8", "surrogateescape"))
    assert safe.name
    assert len(safe.name.encode("utf-8", "surrogatepass")) <= 255
    assert not set(safe.name) & set('/\\:*?"<>|\x00\n\r\u202e')
    assert safe_name(safe.name).name == safe.name


def _law_of_fields(data: bytes) -> None:
    fields.judge(data.decode("utf-8", "replace"))


def _law_of_formulas(data: bytes) -> None:
    formulas.judge(data.decode("utf-8", "replace"))


def _law_of_messages(data: bytes) -> None:
    try:
        unpack(data)
    except WireError:
        return


def _law_of_old_files(data: bytes) -> None:
    log = Log()
    try:
        if data.startswith(b"{\\rt"):
            oldwatch.watch_rtf(data, log)
            return
        compound = Compound(data, SMALL.limits)
        for target in ("docx", "xlsx", "pptx"):
            if all(map(compound.has, _NEEDED[target])):
                oldwatch.watch_compound(compound, target, log)
    except Hold:
        return


def _logging(kind: str) -> Callable[[bytes], object]:
    """A log of a kind: every event fits the schema, and no record is lost or breaks its reader."""

    def run(data: bytes) -> object:
        opened = log(data, kind=kind)
        found = whole(opened)
        counts = opened.counts
        assert "reader-failed" not in counts.codes
        assert counts.units == counts.read + counts.silent + counts.not_understood
        return found

    return run


def _logged(kind: str) -> Callable[[], Iterable[bytes]]:
    samples = [SAMPLES.get(kind), CARRIED_BY_SYSLOG.get(kind)]
    return lambda: [each for each in samples if each] + [HOSTILE["surrogates"]]


def _law_of_syslog_framing(data: bytes) -> None:
    held, found = b"", b""
    for at in range(0, len(data), 7):
        held += data[at : at + 7]
        each = cut(held, 64)
        held, found = held[each.used :], found + each.lines
    found += cut(held, 64, ended=True).lines
    assert found.count(b"\n") == len(found.splitlines()) or b"\r" in found
    assert len(found.replace(b"#012", b"").replace(b"\n", b"")) <= len(data)


_NEEDED = {"docx": ["WordDocument"], "xlsx": ["Workbook"], "pptx": ["PowerPoint Document"]}
# Programs are not started here: a wish for one is an answer.
_REBUILT = [
    "docx",
    "xlsx",
    "pptx",
    "odf",
    "zip",
    "msg",
    "locked-office",
    "pdf",
    "image",
    "svg",
    "html",
    "csv",
    "calendar",
    "card",
    "mail",
    "tnef",
    "txt",
    "archive",
    "legacy",
]
_VERIFIED = [
    "docx",
    "xlsx",
    "pptx",
    "pdf",
    "png",
    "jpg",
    "gif",
    "tif",
    "zip",
    "eml",
    "csv",
    "ics",
    "txt",
    "odt",
]


def _one(*made: bytes) -> Callable[[], Iterable[bytes]]:
    return lambda: made


TARGETS = {
    target.name: target
    for target in (
        *(Target(f"rebuild-{name}", _rebuilding(name), _samples(name)) for name in _REBUILT),
        *(Target(f"verify-{name}", _verifying(name), _cleaned(name)) for name in _VERIFIED),
        Target("charset", _law_of_text, _one(b"\x01\x1b$B2q5D\x1b(B", "\x02会議".encode("cp932"))),
        Target("names", _law_of_names, _one("会議.txt".encode(), b"CON .txt", b"../a:b")),
        Target("fields", _law_of_fields, _one(b" DDEAUTO a b ", b' HYPERLINK "http://x" \\l "a" ')),
        Target("formulas", _law_of_formulas, _one(b'SUM(A1,"x")', b"'[1]S'!A1", b"cmd|'/c x'!A0")),
        Target("wire", _law_of_messages, _one(b'SKW1\0\0\0\x0c{"blobs":[]}')),
        *(Target(f"log-{name}", _logging(name), _logged(name)) for name in sorted(BY_KIND)),
        Target("syslog-framing", _law_of_syslog_framing, _one(b"4 <1>a<1>b\n", b"<1>c\n<1>d\r\n")),
        Target("old-office", _law_of_old_files, _samples("legacy")),
    )
}  # fmt: skip
