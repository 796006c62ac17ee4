"""Every key of a Japanese keyboard (jp106), as the page inside gets it."""

import time

import pytest
from tests.screen import world
from tests.screen.terminal import missing, telling, terminal, told

from sekisho.screen import browser

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.timeout(180),
]
PAGE = """<!doctype html><meta charset="utf-8"><input id="i" autofocus><script>
const waiting = []
let busy = false
async function next() {
  if (busy) return
  busy = true
  while (waiting.length) await fetch('/key?' + encodeURIComponent(waiting.shift()))
  busy = false
}
addEventListener('keydown', event => {
  event.preventDefault()
  waiting.push(event.code + ' ' + event.key)
  next()
}, true)
fetch('/ready?1')
</script>"""
# As a terminal with a Japanese keyboard says it: the key's place, what is on it, with Shift.
LETTERS = [(f"Key{letter}", letter.lower(), letter) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
SIGNS = [
    ("Digit1", "1", "!"), ("Digit2", "2", '"'), ("Digit3", "3", "#"), ("Digit4", "4", "$"),
    ("Digit5", "5", "%"), ("Digit6", "6", "&"), ("Digit7", "7", "'"), ("Digit8", "8", "("),
    ("Digit9", "9", ")"), ("Digit0", "0", ""), ("Minus", "-", "="), ("Equal", "^", "~"),
    ("IntlYen", "\\", "|"), ("BracketLeft", "@", "`"), ("BracketRight", "[", "{"),
    ("Semicolon", ";", "+"), ("Quote", ":", "*"), ("Backslash", "]", "}"), ("Comma", ",", "<"),
    ("Period", ".", ">"), ("Slash", "/", "?"), ("IntlRo", "\\", "_"),
]  # fmt: skip
OTHERS = [
    *((f"F{number}", f"F{number}") for number in range(1, 13)),
    *((each, each) for each in ("Escape", "Tab", "Enter", "Backspace", "Insert", "Delete", "Home",
                                "End", "PageUp", "PageDown", "ArrowUp", "ArrowDown", "ArrowLeft",
                                "ArrowRight", "ScrollLock", "Pause")),
    ("Space", " "),
    ("NumpadDivide", "/"), ("NumpadMultiply", "*"), ("NumpadSubtract", "-"), ("NumpadAdd", "+"),
]  # fmt: skip
# What only Japanese keyboards have: how terminals name it, and what it must be inside.
JAPANESE = [
    ("Convert", "Convert", "Convert Convert"),
    ("NonConvert", "NonConvert", "NonConvert NonConvert"),
    ("KanaMode", "KanaMode", "KanaMode HiraganaKatakana"),
    ("KanaMode", "HiraganaKatakana", "KanaMode HiraganaKatakana"),
    ("KanaMode", "Katakana", "KanaMode HiraganaKatakana"),
    ("CapsLock", "Eisu", "CapsLock Alphanumeric"),
    ("IntlYen", "¥", "IntlRo \\"),
]


class Keyboard:
    """Presses keys at a terminal, each by its place and by what it says."""

    def __init__(self, page, site):
        self.page, self.site = page, site
        self.said = page.context.new_cdp_session(page)

    def press(self, code, key):
        for kind in ("rawKeyDown", "keyUp"):
            self.said.send("Input.dispatchKeyEvent",
                           {"type": kind, "code": code, "key": key,
                            "isKeypad": code.startswith("Numpad")})  # fmt: skip

    def shifted(self, code, key):
        self.said.send("Input.dispatchKeyEvent",
                       {"type": "rawKeyDown", "code": "ShiftLeft", "key": "Shift"})  # fmt: skip
        self.press(code, key)
        self.said.send("Input.dispatchKeyEvent",
                       {"type": "keyUp", "code": "ShiftLeft", "key": "Shift"})  # fmt: skip

    def heard(self, count):
        """Return what the page inside got, when it got so many."""
        found = world.until(lambda: keys if len(keys := self.keys()) >= count else None)
        time.sleep(0.3)  # and no more
        return self.keys() if len(self.keys()) > len(found) else found

    def keys(self):
        return [each for each in told(self.site, "key") if not each.startswith("Shift")]


@pytest.fixture(scope="module")
def keyboard():
    """A keyboard before a session whose input method changes no key into another."""
    plain = browser.TYPING.replace("DefaultIM=mozc", "DefaultIM=keyboard-jp").replace(
        "Name=mozc", "Name=keyboard-jp"
    )
    with (
        pytest.MonkeyPatch.context() as patch,
        world.site(telling(PAGE)) as site,
        world.Running(world.options(site.server_port, warm=0)) as running,
    ):
        patch.setattr(browser, "TYPING", plain)
        with terminal(running) as page:
            yield ready(page, site)


def ready(page, site):
    """Return the keyboard, when the page inside has the focus."""
    world.until(lambda: told(site, "ready"), 60)
    page.mouse.click(300, 400)
    page.wait_for_timeout(1500)
    return Keyboard(page, site)


@pytest.fixture(autouse=True)
def silent(keyboard):
    keyboard.site.asked.clear()


def test_every_letter_and_sign_arrives_as_it_is_written_on_the_key(keyboard):
    for code, plain, _shifted in LETTERS + SIGNS:
        keyboard.press(code, plain)
    found = keyboard.heard(len(LETTERS + SIGNS))
    assert [each.partition(" ")[2] for each in found] == [key for _, key, _ in LETTERS + SIGNS]
    # ¥ and ろ both say \, and a page gets it from the place of ろ; all else comes from its own.
    places = [each.partition(" ")[0] for each in found]
    assert places == [code.replace("IntlYen", "IntlRo") for code, _, _ in LETTERS + SIGNS]


def test_with_shift_each_is_its_upper_sign(keyboard):
    upper = [(code, sign) for code, _, sign in LETTERS + SIGNS if sign]
    for code, sign in upper:
        keyboard.shifted(code, sign)
    found = keyboard.heard(len(upper))
    assert [each.partition(" ")[2] for each in found] == [sign for _, sign in upper]


def test_keys_that_write_nothing_arrive_from_their_place(keyboard):
    for code, key in OTHERS:
        keyboard.press(code, key)
    assert keyboard.heard(len(OTHERS)) == [f"{code} {key}" for code, key in OTHERS]


@pytest.mark.parametrize(("code", "key", "inside"), JAPANESE)
def test_a_key_only_japanese_keyboards_have_is_that_key_inside(keyboard, code, key, inside):
    keyboard.press(code, key)
    assert keyboard.heard(1) == [inside]
