"""Whatever the confinement does, nothing unverified comes out and nobody sees an exception."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.sanitize.direct import Direct, Work
from tests.engines.sanitize.samples import MARK, archives, mails

from sekisho.sanitize import (
    REASONS,
    REBUILD,
    VERIFY,
    VERIFYING,
    ConfinementError,
    Limits,
    Options,
    sanitize,
)
from sekisho.sanitize.wire import pack

CODES = ("sandbox-missing", "timeout", "memory", "crashed", "limit", "program-missing")
TEXT = "会議の御案内\n".encode()
SEVENZIP = b"7z\xbc\xaf\x27\x1c" + b"\x00\x04" + bytes(64)  # its rebuilder wishes for a program
DOCUMENTS = (
    ("案内.txt", TEXT),
    ("資料.zip", archives.plain()),
    ("連絡.eml", mails.with_file()),
    ("書庫.7z", SEVENZIP),
)
EVIL = b"\xef\xbb\xbf" + MARK.encode() + b"\r\n"  # a text a verifier would pass


@dataclass
class Faulty(Direct):
    """A confinement whose `at`-th piece of work goes wrong; everything else is done."""

    at: int
    fault: Callable[[Work], Work]
    stage: str = ""  # count only work of this profile, "run" for programs
    met: int = field(default=0)
    verdicts: list[tuple[bytes, bytes]] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()

    def call(self, profile, function, payload, **limits):
        return self._work(
            VERIFY if profile in VERIFYING else REBUILD,
            lambda: super(Faulty, self).call(profile, function, payload, **limits),
            payload,
        )

    def run(self, program, arguments, **limits):
        return self._work("run", lambda: super(Faulty, self).run(program, arguments, **limits), b"")

    def _work(self, stage, do, payload):
        """Do the work, or what goes wrong; an error inside a job is the confinement's to name."""
        wrong = False
        if self.stage in {"", stage}:
            wrong = self.met == self.at
            self.met += 1
        try:
            work = self.fault(do) if wrong else do()
        except (ConfinementError, AssertionError):
            raise
        except Exception as error:
            raise ConfinementError("crashed") from error
        if stage == VERIFY:
            self.verdicts.append((payload, work.data))
        return work


def raising(code):
    def fault(_):
        raise ConfinementError(code)

    return fault


def answering(change):
    """Return a fault that does the work and then changes the bytes it gave."""

    def fault(do):
        work = do()
        return Work(data=change(work.data), files=work.files)

    return fault


def passed(confinement, data):
    """Whether the confined verifier was shown exactly these bytes and said exactly `verified`."""
    return any(said == b"verified" and shown.endswith(data) for shown, said in confinement.verdicts)


def judge(result, confinement):
    """State the law for any result, whatever went wrong on its way."""
    assert (result.data is not None) == (result.outcome in {"delivered", "text-only"})
    assert {reason.code for reason in result.reasons} <= REASONS.keys()
    assert result.reasons or result.data is not None
    json.dumps(result.as_json(), ensure_ascii=False).encode("utf-8")
    if result.data is not None:
        assert passed(confinement, result.data)
    for child in result.children:
        assert child.data is None


def cross(name, data, confinement, options=None):
    result = sanitize(data, name, options, sandbox=confinement)
    judge(result, confinement)
    return result


def works(name, data):
    """Return how many pieces of work a document takes when nothing goes wrong."""
    counting = Faulty(-1, lambda do: do())
    cross(name, data, counting)
    return counting.met


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("name", "data"), DOCUMENTS, ids=[name for name, _ in DOCUMENTS])
def test_every_error_at_every_step_ends_in_a_listed_reason(name, data, code):
    for at in range(works(name, data)):
        confinement = Faulty(at, raising(code))
        result = cross(name, data, confinement)
        assert confinement.met > at
        if not result.children:
            assert result.outcome == "held"
            assert result.reasons[0].code in {code, "password-needed", "password-wrong", "broken"}


@pytest.mark.parametrize("code", CODES)
def test_a_part_that_fails_is_left_behind_and_named(code):
    for at in range(1, works("資料.zip", archives.plain())):
        result = cross("資料.zip", archives.plain(), Faulty(at, raising(code)))
        lost = [child for child in result.children if child.outcome == "held"]
        assert result.outcome == "held" or lost
        if lost:
            assert [child.reasons[0].code for child in lost] == [code]


def written(**more):
    return {
        "format": "txt",
        "text_only": False,
        "removals": [],
        "changes": [],
        "fidelity": {},
        **more,
    }


def framed(length, body):
    """Return a message whose head has the length it claims, or not."""
    return b"SKW1" + length.to_bytes(4, "big") + body


LIES = {
    "nothing": b"",
    "magic": b"SKW1",
    "garbage": b"\xff" * 100,
    "other magic": b"SKW2" + pack(written(), [EVIL])[4:],
    "a head beyond its end": framed(1 << 31, b"{}"),
    "no head": framed(0, b""),
    "not JSON": framed(2, b"{["),
    "a list": framed(2, b"[]"),
    "a number": framed(1, b"7"),
    "deep": framed(100_000, b"[" * 100_000),
    "not UTF-8": framed(4, b"\xff\xfe{}"),
    "no blobs": framed(2, b"{}"),
    "an empty object": pack({}),
    "blobs of words": framed(15, b'{"blobs":["5"]}') + b"12345",
    "negative blobs": framed(15, b'{"blobs":[-1 ]}'),
    "true blobs": framed(14, b'{"blobs":true}'),
    "boolean lengths": framed(16, b'{"blobs":[true]}') + b"1",
    "enormous number": framed(5011, b'{"blobs":[' + b"9" * 5000 + b"]"),
    "too short": pack(written(), [EVIL])[:-1],
    "too long": pack(written(), [EVIL]) + b"x",
    "two bodies": pack(written(), [EVIL, EVIL]),
    "no body": pack(written()),
    "unknown format": pack(written(format="exe"), [EVIL]),
    "no format": pack(written(format=""), [EVIL]),
    "format is a number": pack(written(format=7), [EVIL]),
    "format with a line end": pack(written(format="txt 0\n"), [EVIL]),
    "another format": pack(written(format="docx"), [EVIL]),
    "a pdf that is none": pack(written(format="pdf"), [EVIL]),
    "text_only in words": pack(written(text_only="yes"), [EVIL]),
    "unknown vector": pack(written(removals=[["no.such", "x", "removed"]]), [EVIL]),
    "vector is a list": pack(written(removals=[[["x"], "x", "removed"]]), [EVIL]),
    "unknown action": pack(written(removals=[["text.control", "x", "kept"]]), [EVIL]),
    "short removal": pack(written(removals=[["text.control"]]), [EVIL]),
    "removals is a number": pack(written(removals=7), [EVIL]),
    "huge removals": pack(written(removals=[["text.control", "x", "removed"]] * 4_001), [EVIL]),
    "huge changes": pack(written(changes=["x"] * 4_001), [EVIL]),
    "long place": pack(written(removals=[["text.control", "x" * 301, "removed"]]), [EVIL]),
    "long change": pack(written(changes=["x" * 501]), [EVIL]),
    "change is a number": pack(written(changes=[7]), [EVIL]),
    "fidelity is a list": pack(written(fidelity=[1]), [EVIL]),
    "fidelity in words": pack(written(fidelity={"x": "many"}), [EVIL]),
    "fidelity of nothing": pack(written(fidelity={"x": None}), [EVIL]),
    "fidelity without end": pack(written(fidelity={"x": float("inf")}), [EVIL]),
    "fidelity that is no number": pack(written(fidelity={"x": float("nan")}), [EVIL]),
    "half a character": pack(written(changes=["\ud800"]), [EVIL]),
    "half a character in a place": pack(
        {"hold": "broken", "vector": "text.control", "location": "\ud800"}
    ),
    "half a character in a removal": pack(
        written(removals=[["text.control", "\udfff", "removed"]]), [EVIL]
    ),
    "hold for no reason": pack({"hold": "no-such", "vector": None, "location": ""}),
    "hold for a list": pack({"hold": [], "vector": None, "location": ""}),
    "hold for no vector": pack({"hold": "broken", "vector": "no.such", "location": ""}),
    "hold for a dict": pack({"hold": "broken", "vector": {}, "location": ""}),
    "hold nowhere": pack({"hold": "broken", "vector": None, "location": 3}),
    "hold with bytes": pack({"hold": "broken", "vector": None, "location": ""}, [EVIL]),
    "need of nothing": pack({"need": "rm", "files": [], "parameters": {}}),
    "need with wrong parameters": pack(
        {"need": "list-archive", "files": ["input"], "parameters": {"password": "a\x00b"}}, [EVIL]
    ),
    "need without parameters": pack(
        {"need": "list-archive", "files": ["input"], "parameters": {}}, [EVIL]
    ),
    "need with parameters in a list": pack({"need": "list-archive", "files": [], "parameters": []}),
    "need with lost files": pack(
        {"need": "list-archive", "files": ["input"], "parameters": {"password": ""}}
    ),
    "parts of no container": pack({"parts": [["a.txt", ""]], **written()}, [b"", EVIL]),
    "parts without bodies": pack({"parts": [["a.txt", ""]], **written()}, [b""]),
    "parts without skeleton": pack({"parts": [], **written()}),
    "parts in words": pack({"parts": "ab", **written()}, [b"", EVIL]),
    "parts of three": pack({"parts": [["a.txt", "", ""]], **written()}, [b"", EVIL]),
    "a part without name": pack({"parts": [[None, ""]], **written()}, [b"", EVIL]),
    "a part with a long name": pack({"parts": [["a" * 1001, ""]], **written()}, [b"", EVIL]),
    "the request itself": b"",
}


CASES = [pytest.param(lie, id=name) for name, lie in LIES.items()]


@pytest.mark.parametrize("lie", CASES)
@pytest.mark.parametrize(("name", "data"), DOCUMENTS[:3], ids=[n for n, _ in DOCUMENTS[:3]])
def test_an_answer_no_sound_rebuilder_gives_holds_the_document(name, data, lie):
    confinement = Faulty(0, answering(lambda _: lie), stage=REBUILD)
    result = cross(name, data, confinement)
    assert result.outcome == "held"
    assert result.data is None


@pytest.mark.parametrize("lie", CASES)
def test_a_container_that_closes_with_a_lie_is_held(lie):
    for name, data in DOCUMENTS[1:3]:
        last = sum(profile == REBUILD for profile in _calls(name, data)) - 1
        result = cross(name, data, Faulty(last, answering(lambda _: lie), stage=REBUILD))
        assert result.outcome == "held"
        assert result.data is None


def _calls(name, data):
    confinement = Direct()
    sanitize(data, name, sandbox=confinement)
    return confinement.calls


def test_a_container_that_opens_again_when_it_should_close_is_held():
    again = pack({"parts": [["a.txt", ""]], **written()}, [b"", EVIL])
    name, data = DOCUMENTS[1]
    last = sum(profile == REBUILD for profile in _calls(name, data)) - 1
    assert cross(name, data, Faulty(last, answering(lambda _: again), stage=REBUILD)).data is None


def test_a_wish_that_never_ends_is_held():
    wish = pack({"need": "redraw-pdf", "files": ["input.pdf"], "parameters": {}}, [b"x"])

    class Wishing(Faulty):
        def call(self, profile, function, payload, **limits):
            self.met += 1
            return Work(data=wish)

        def run(self, program, arguments, **limits):
            return Work(files={})

    confinement = Wishing(-1, None)
    assert cross("a.7z", SEVENZIP, confinement).reasons[0].code == "limit"
    assert confinement.met < 100


SAYINGS = (
    b"",
    b"verifie",
    b"verified ",
    b"verified\n",
    b"Verified",
    b"VERIFIED",
    b"\x00verified",
    b"refused: verified",
    b"not verified",
    b"verified\xff",
    b"true",
    b"\xff" * 4096,
    "検査に合格".encode(),
)


@pytest.mark.parametrize("saying", SAYINGS)
@pytest.mark.parametrize(("name", "data"), DOCUMENTS[:3], ids=[n for n, _ in DOCUMENTS[:3]])
def test_a_verifier_that_does_not_say_exactly_verified_holds(name, data, saying):
    last = _calls(name, data).count(VERIFY) - 1
    result = cross(name, data, Faulty(last, answering(lambda _: saying), stage=VERIFY))
    assert result.outcome == "held"
    assert result.reasons[0].code == "not-verified"
    assert "verify.refused" in {removal.vector for removal in result.removals}


@pytest.mark.parametrize("saying", SAYINGS)
def test_a_part_that_is_not_verified_is_in_no_container(saying):
    name, data = DOCUMENTS[1]
    result = cross(name, data, Faulty(0, answering(lambda _: saying), stage=VERIFY))
    assert result.outcome == "delivered"
    assert result.children[0].reasons[0].code == "not-verified"
    assert "会議の御案内".encode() not in result.data


def test_what_a_rebuilder_smuggles_is_refused_by_the_real_verifier():
    for body in (TEXT, b"\xef\xbb\xbf\x1b[2J", b"MZ" + MARK.encode(), b"%PDF-1.7"):
        lie = pack(written(), [body])
        result = cross("a.txt", TEXT, Faulty(0, answering(lambda _, lie=lie: lie)))
        assert result.reasons[0].code == "not-verified"


def test_a_container_may_hold_only_what_was_verified_by_itself():
    foreign = archives.zipped(archives.Entry(b"evil.txt", EVIL))
    good = sanitize(foreign, "a.zip", sandbox=Direct()).data
    assert good is not None
    name, data = DOCUMENTS[1]
    last = _calls(name, data).count(REBUILD) - 1
    lie = pack(written(format="zip"), [good])
    result = cross(name, data, Faulty(last, answering(lambda _: lie), stage=REBUILD))
    assert result.reasons[0].code == "not-verified"


@pytest.mark.parametrize("spent", [31.0, 1e9])
def test_spent_time_is_never_given_back(spent):
    class Slow(Direct):
        def call(self, profile, function, payload, **limits):
            return Work(data=super().call(profile, function, payload).data, cpu_seconds=spent)

    confinement = Slow()
    result = sanitize(archives.plain(), "a.zip", sandbox=confinement)
    assert result.data is None
    assert result.outcome == "held"
    assert confinement.calls.count(REBUILD) <= 2  # opened, and told what came of the parts


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(bytes=10), "limit"),
        (Limits(entries=1), "limit"),
        (Limits(expanded_bytes=50), "limit"),
        (Limits(depth=0), "nothing-left"),
    ],
)
def test_every_limit_of_a_crossing_holds(limits, code):
    result = sanitize(archives.plain(), "a.zip", Options(limits=limits), sandbox=Direct())
    assert result.data is None
    assert [reason.code for reason in result.reasons] == [code]


@given(st.binary(max_size=200), st.integers(0, 5))
def test_random_answers_never_raise_and_never_cross(noise, at):
    for change in (lambda _: noise, lambda good: good[: len(noise)], lambda good: noise + good):
        for name, data in DOCUMENTS[:2]:
            cross(name, data, Faulty(at, answering(change)))


@given(st.integers(0, 10_000), st.integers(0, 255), st.integers(0, 5))
def test_one_byte_changed_on_the_way_never_raises(position, value, at):
    def change(good):
        where = position % max(1, len(good))
        return good[:where] + bytes([value]) + good[where + 1 :]

    for name, data in DOCUMENTS[:2]:
        cross(name, data, Faulty(at, answering(change)))


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"../../etc/x": b"x"},
        {"\udcff": b"x"},
        {"<stdout>": b""},
        {"<stdout>": b"\xff" * 1000},
        {"<stdout>": b"Path = ../../etc/x\nSize = 99999999999999999999\n\n"},
        {"<stdout>": b"Path = a.txt\nSize = -1\nCRC = XX\n" * 3},
    ],
)
def test_whatever_files_a_program_leaves(files):
    confinement = Faulty(0, lambda _: Work(files=files), stage="run")
    result = cross("a.7z", SEVENZIP, confinement)
    assert confinement.met
    assert result.outcome == "held"
