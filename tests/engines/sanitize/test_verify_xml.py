"""Reading a part at a glance gives the verdict of reading it tag by tag, or leaves it to that."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.sanitize.rebuild import words
from sekisho.sanitize.verify import text
from sekisho.sanitize.verify.contract import Refused, require
from sekisho.sanitize.verify.xmlgrammar import Judge, Names, tag

U, V, R = "urn:example:u", "urn:example:v", "urn:example:r"
NAMES = Names(
    elements=frozenset({tag(U, "doc"), tag(U, "p"), tag(U, "t"), tag(U, "code"), tag(V, "box")}),
    attributes=frozenset({tag(V, "note"), tag(V, "id")}),
    plain=frozenset({(U, "val"), (U, "name"), (U, "title"), (V, "val")}),
    text=frozenset({tag(U, "title")}),
    schema=frozenset({tag(U, "name")}),
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ROOT = f'<u:doc xmlns:u="{U}" xmlns:v="{V}" xmlns:r="{R}">'


def _code(_, attributes, said):
    require("DDE" not in said + attributes.get("val", ""), "code")


class Slow(Judge):
    def _at_a_glance(self, data):
        return False


def verdict(kind, data):
    judge = kind(NAMES, {tag(U, "code"): _code}, relation_namespace=R, relations=frozenset({"r1"}))
    try:
        judge.judge(data)
    except Refused:
        return None
    return frozenset(judge.used)


def glanced(data):
    judge = Judge(NAMES, {tag(U, "code"): _code}, relation_namespace=R, relations=frozenset({"r1"}))
    try:
        return judge._at_a_glance(data)
    except Refused:
        return True


def part(inside):
    return f"{HEAD}{ROOT}{inside}</u:doc>".encode()


GOOD = (
    "",
    "<u:p/>",
    '<u:p val="1"><u:t>言葉 &amp; ことば</u:t></u:p>',
    '<u:p title="図 &lt;1&gt; C:\\x"/><u:p title="ほか"/>',
    '<v:box v:note="甲" r:id="r1"/><v:box v:note="乙" r:id="r1"/>',
    '<u:code val="a">PAGE</u:code><u:code>REF x</u:code>',
    '<u:p name="http://schemas.microsoft.com/office/x"/>',
)
BAD = (
    "<u:evil/>",
    "<v:p/>",
    '<u:p onclick="1"/>',
    '<u:p val="http://x.example/"/>',
    '<u:p val="1"/><u:p val="javascript:x"/>',
    '<u:p val="&#106;avascript:x"/>',
    "<u:code>DDE</u:code>",
    "<u:code>D<u:t/>DE</u:code>",
    "<u:code>D&#68;E</u:code>",
    '<u:code val="DDE"/>',
    '<v:box r:id="r2"/>',
    '<v:box r:id="r1"/><v:box r:id=""/>',
    "<u:t>\u202e</u:t>",
    "<u:t>&#x202e;</u:t>",
    '<u:p title="\u200b"/>',
    "<!-- c --><u:p/>",
    "<?x y?><u:p/>",
    "<u:t><![CDATA[\u202e]]></u:t>",
    "<u:p>",
    "</u:p>",
    "<u:p val='1' val='2'/>",
    '<u:p val="1" val="2"/>',
    '<x:p xmlns:x="urn:other"/>',
    '<p xmlns="urn:other"/>',
    f'<u:p xmlns:u="{V}"/>',
    '<q:p q:val="1"/>',
    "<u:p val=1/>",
    '<u:p val="a<b"/>',
    "<u:p" + "><u:p" * 300 + ">" + "</u:p>" * 301,
    "\x01",
    "<u:t>\ufffe</u:t>",
)


@pytest.mark.parametrize("inside", GOOD)
def test_the_ordinary_is_read_at_a_glance_and_passes(inside):
    assert glanced(part(inside))
    assert verdict(Judge, part(inside)) is not None
    assert verdict(Judge, part(inside)) == verdict(Slow, part(inside))


@pytest.mark.parametrize("inside", BAD)
def test_the_bad_is_refused_either_way(inside):
    assert verdict(Judge, part(inside)) is None
    assert verdict(Slow, part(inside)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<",
        b">",
        b"<u:doc/>",
        part("").replace(HEAD.encode(), b"<!DOCTYPE x>"),
        part("") + b"<u:doc/>",
        part("") + b"x",
        part("").replace(b"xmlns:v", b"xmlns:w"),
        part("<w:box/>").replace(b"xmlns:r=", f'xmlns:w="{V}" xmlns:r='.encode()),
        part("\xff".encode("latin-1").decode("latin-1")).replace(b"\xc3\xbf", b"\xff"),
    ],
)
def test_what_is_no_part_of_ours_never_passes_by_the_short_way_alone(data):
    if verdict(Judge, data) is not None:
        assert verdict(Slow, data) == verdict(Judge, data)


_PIECES = st.sampled_from(
    [
        *(
            piece
            for inside in (*GOOD, *BAD[:-3])
            for piece in re.findall(r"<[^>]*>?|[^<]+", inside)
        ),
        *"<>\"'&/ =:;\n",
        "</u:doc>",
        "&amp;",
        "&#",
        'xmlns:v="urn:example:u"',
    ]
)


@given(st.lists(_PIECES, max_size=12))
def test_what_passes_at_a_glance_passes_tag_by_tag(pieces):
    data = part("".join(pieces))
    assert verdict(Judge, data) in {None, verdict(Slow, data)}


@given(st.integers(0, 5), st.integers(0, 200), st.sampled_from('<>"&\u202e\x00DE/ '), st.booleans())
def test_no_single_change_lets_anything_pass_by_the_short_way_alone(which, at, new, replaced):
    text = part(GOOD[which] * 2).decode()
    at = len(HEAD) + at % (len(text) - len(HEAD))
    data = (text[:at] + new + text[at + replaced :]).encode()
    assert verdict(Judge, data) in {None, verdict(Slow, data)}  # it may be stricter


def test_common_characters_are_all_of_a_kind_that_can_be_seen():
    allowed = text._ALLOWED
    for code in range(0x10000):
        character = chr(code)
        if text._COMMON.fullmatch(character) and character not in allowed:
            assert unicodedata.category(character) not in text._FORBIDDEN_CATEGORIES, hex(code)


@given(st.text(max_size=60))
def test_the_short_ways_to_see_characters_agree_with_the_long_ones(words_):
    if any("\ud800" <= character <= "\udfff" for character in words_):
        return
    assert text.visible_bytes(words_.encode()) == text.visible(words_)
    assert words.all_visible(words_.encode()) == (words.visible(words_) == words_)
