"""Which registers there are, and that the table people read of them is true."""

import re
import sys
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from sekisho import web
from sekisho.web.registers import Column, Register
from sekisho.web.site.registered import REGISTERS

TABLE = Path(__file__).parents[3] / "docs" / "registers.md"
_LINE = re.compile(r"\| `([a-z-]+)` \| (.+?) \| (○|×) \| (○|×) \| (.*?) ?\|$", re.MULTILINE)
_NO_FILE = re.compile(r"\| `([a-z_]+/[a-z_]+)` \| ([^|]+?) \| ([^|]+?) \|$", re.MULTILINE)
WAYS_IN = ("columns", "import")
PAGES = Path(web.__file__).parent


def _declared():
    """Return every register a module of the product declares, by the addresses it is served at."""
    assert get_resolver().url_patterns  # reads every room
    modules = [each for name, each in sys.modules.items() if name.startswith("sekisho.web.")]
    found = [each for module in modules for each in vars(module).values()]
    return {each.id: each for each in found if isinstance(each, Register)}


def _room_of(register):
    """Return the namespace under which the register is served; None when it is served nowhere."""
    for room in get_resolver().app_dict:
        try:
            reverse(f"{room}:{register.id}-export")
        except NoReverseMatch:
            continue
        return room
    return None


def _served(register, way):
    try:
        return bool(reverse(f"{_room_of(register)}:{register.id}-{way}"))
    except NoReverseMatch:
        return False


def test_the_tuple_holds_every_register_a_room_declares():
    assert {each.id: each for each in REGISTERS} == _declared()
    assert len({each.id for each in REGISTERS}) == len(REGISTERS)


@pytest.mark.parametrize("register", REGISTERS, ids=lambda each: each.id)
def test_each_goes_out_and_comes_back_or_says_why_not(register):
    assert _room_of(register)
    assert all(_served(register, way) == bool(register.keep) for way in WAYS_IN)
    assert bool(register.one_way) != bool(register.keep)


def test_the_table_of_the_documentation_is_what_the_program_does():
    said = {name: (title, out, back, why) for name, title, out, back, why in _LINE.findall(
        TABLE.read_text()
    )}  # fmt: skip
    assert list(said) == [each.id for each in REGISTERS]
    for each in REGISTERS:
        title, out, back, why = said[each.id]
        assert (title, out, back) == (each.title, "○", "○" if each.keep else "×")
        assert not each.one_way or why == each.one_way


def _lists():
    """Return the templates of pages with a list, by `room/name`: whether it goes out as a file."""
    texts = {each: each.read_text() for each in PAGES.glob("*/templates/*/*.html")}
    return {
        f"{path.parent.name}/{path.stem}": "{% register_files" in text
        for path, text in texts.items()
        if "{% pagination" in text or "{% register_files" in text
    }


def test_a_list_goes_out_as_a_file_or_the_documentation_says_why_not():
    lists = _lists()
    said = {name: why for name, _title, why in _NO_FILE.findall(TABLE.read_text())}
    assert len(lists) > len(said) > 0
    without = {name for name, goes_out in lists.items() if not goes_out}
    assert without - said.keys() == set()
    assert not {name for name in said if lists.get(name)}
    assert all((PAGES / room / "templates" / f"{name}.html").exists()
               for name in said for room in [name.split("/")[0]])  # fmt: skip


def _column(**given):
    return Column("number", "番号", required=True, unique=True, **given)


@pytest.mark.parametrize(
    ("keep", "one_way"), [((), ""), (("assets.manage",), "決裁で決まるため。")]
)
def test_a_register_that_does_not_come_back_and_does_not_say_why_cannot_be(keep, one_way):
    with pytest.raises(ValueError, match="says why not"):
        Register("keys", "鍵", (_column(),), "number", (), keep, list, one_way=one_way)
