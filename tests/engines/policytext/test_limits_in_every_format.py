"""Each limit holds in each format: bytes, lines, clauses, depth, time; refusals are plain words."""

import re
import time
from collections.abc import Callable
from functools import cache
from itertools import count

import docx
import pytest
from tests.engines.policytext import making

from sekisho import policytext
from sekisho.policytext import Limits, TooLargeError, citations, mending, outline, settling

PLAIN = re.compile(r"[ぁ-んァ-ヶー一-龠々、。「」（）0-9, ]+。")  # no jargon, whole sentences
NAMES = re.compile(r"Word|PDF|HTML|UTF-8|MB|[（、]?\.(?:docx|txt|md)")  # words officials know
DEEP = ("1 対策", "(1) 鍵", "① 札", "ア 箱", "(ア) 棚", "a. 机")


def _txt(lines: tuple[str, ...]) -> bytes:
    return "\n".join(("端末管理規程", *lines)).encode()


def _md(lines: tuple[str, ...]) -> bytes:
    return "\n\n".join(("# 端末管理規程", *lines)).encode()


def _html(lines: tuple[str, ...]) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<!DOCTYPE html><html><body><h1>端末管理規程</h1>{body}</body></html>".encode()


def _docx(lines: tuple[str, ...]) -> bytes:
    return making.word(*lines, title="端末管理規程")


def _pdf(lines: tuple[str, ...]) -> bytes:
    return making.pdf("\n\n".join(("端末管理規程", *lines)), page="width: 15cm, height: 60cm")


MAKERS: dict[str, Callable[[tuple[str, ...]], bytes]] = {
    "txt": _txt,
    "md": _md,
    "html": _html,
    "docx": _docx,
    "pdf": _pdf,
}
every_format = pytest.mark.parametrize("form", MAKERS)


@cache
def made(form: str, *lines: str) -> bytes:
    return MAKERS[form](lines)


def items(number: int) -> tuple[str, ...]:
    return ("1 対策", "守る。", *(f"({n}) 鍵{n}を掛ける。" for n in range(1, number + 1)))


def refusal(data: bytes, form: str, limits: Limits) -> str:
    with pytest.raises(TooLargeError) as caught:
        policytext.read(data, name=f"policy.{form}", limits=limits)
    assert caught.value.code == "too-large"
    assert PLAIN.fullmatch(NAMES.sub("", str(caught.value)))
    return str(caught.value)


@every_format
def test_bytes(form):
    data = made(form, *items(3))
    policytext.read(data, limits=Limits(bytes=len(data)))
    assert "大きすぎ" in refusal(data, form, Limits(bytes=len(data) - 1))


@every_format
def test_lines(form):
    data = made(form, *items(12))
    policytext.read(data, limits=Limits(lines=40))
    assert "長すぎ" in refusal(data, form, Limits(lines=10))


@every_format
def test_characters(form):
    data = made(form, *items(12))
    assert "長すぎ" in refusal(data, form, Limits(characters=60))


@every_format
def test_clauses(form):
    data = made(form, *items(12))
    assert len(list(policytext.read(data, limits=Limits(clauses=13)).walk())) == 13
    assert "12を超え" in refusal(data, form, Limits(clauses=12))


@every_format
@pytest.mark.parametrize("further", ["守る。" + "また、札を掛ける。" * 12, "守る。"])
def test_further_paragraphs_count_as_clauses_too(form, further):
    paragraphs = (
        (further,)
        if len(further) > 3
        else tuple("守札箱棚机鍵扉窓床"[n] + "を掛ける。" for n in range(9))
    )
    data = made(form, "1 対策", "守る。", *paragraphs)
    nodes = len(list(policytext.read(data).walk()))
    assert nodes > 9
    assert "超え" in refusal(data, form, Limits(clauses=nodes - 1))


def depth(clauses) -> int:
    return 1 + max((depth(clause.children) for clause in clauses), default=-1) if clauses else 0


@every_format
def test_depth(form):
    """Labels beyond the depth become siblings; none is lost."""
    data = made(form, *DEEP)
    whole = policytext.read(data)
    flat = policytext.read(data, limits=Limits(depth=3))
    assert depth(whole.clauses) == len(DEEP)
    assert depth(flat.clauses) == 3
    assert [c.label for c in flat.walk()] == [c.label for c in whole.walk()]


@pytest.mark.parametrize("form", ["html", "md"])
def test_depth_of_lists_in_lists(form):
    body = {
        "html": "<h1>端末管理規程</h1>" + "".join(f"<ol><li>鍵{n}" for n in range(60)),
        "md": "# 端末管理規程\n\n" + "".join(f"{'   ' * n}1. 鍵{n}\n" for n in range(60)),
    }[form]
    document = policytext.read(body.encode(), name=f"a.{form}")
    assert len(list(document.walk())) == 60
    assert depth(document.clauses) <= Limits().depth


@every_format
def test_time(form):
    """The clock of a slow machine: each look at it is a second later than the last."""
    data = made(form, *items(12))
    ticks = count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "monotonic", lambda: float(next(ticks)))
        policytext.read(data, limits=Limits(seconds=1e6))
        looks = next(ticks)
        assert looks > 20
        message = refusal(data, form, Limits(seconds=10))
    assert "時間" in message
    assert "10 秒" in message


@every_format
@pytest.mark.parametrize(
    ("module", "name"),
    [(mending, "mend"), (outline.bundle, "titles"), (settling, "settle"), (citations, "find")],
)
def test_time_is_watched_in_every_stage(form, module, name):
    """Whichever stage takes for ever, the reading stops after it."""
    data = made(form, "1 対策", "守る。", "2 点検", "上記1の点検を行う。")
    passed, slow = [0.0], getattr(module, name)

    def for_ever(*args: object, **more: object) -> object:
        passed[0] += 1e9
        return slow(*args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "monotonic", lambda: passed[0])
        patch.setattr(module, name, for_ever)
        assert "時間" in refusal(data, form, Limits())


@every_format
def test_nothing_to_read_is_said_in_plain_words(form):
    data = made(form) if form != "pdf" else making.image_only_pdf()
    with pytest.raises(policytext.ReadError) as caught:
        policytext.read(b"" if form in {"txt", "md"} else data, name=f"a.{form}")
    assert PLAIN.fullmatch(NAMES.sub("", str(caught.value)))


def test_a_word_file_s_own_limits():
    document = docx.Document()
    document.add_paragraph("1 対策" * 200)
    assert "大きすぎる" in refusal(making.saved(document), "docx", Limits(expanded_bytes=1_000))
