"""The style sheets: one place for colours, contrast that can be read, nothing left out."""

import re
from itertools import product
from pathlib import Path

import pytest

from sekisho.web import ui

STATIC = Path(ui.__file__).parent / "static/ui"
SHEETS = sorted(STATIC.rglob("*.css"))
TOKENS = STATIC / "tokens.css"
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\("
    r"|:\s*(?:black|white|red|green|blue|gray|grey|yellow|orange|purple)\b",
    re.IGNORECASE,
)
TONES = ("good", "doubtful", "bad", "old", "open", "quiet", "note")


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)


def declared() -> dict[str, str]:
    root = without_comments(TOKENS).split("}")[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", root))


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    tokens = declared()
    light, dark = sorted((luminance(tokens[one]), luminance(tokens[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.name)
def test_colours_stand_in_the_tokens_only(path):
    if path != TOKENS:
        assert not COLOUR.findall(without_comments(path))


def test_the_search_for_colours_finds_them():
    assert COLOUR.search("a { color: #0017c1; }")
    assert COLOUR.search("a { color: rgb(0 0 0); }")
    assert COLOUR.search("a { background: white; }")
    assert not COLOUR.search("a { border-color: Highlight; color: var(--primary); }")


def test_every_variable_used_is_declared():
    known = set(declared()) | {"tone", "tone-ground", "tone-line"}
    for path in SHEETS:
        sheet = without_comments(path)
        used = set(re.findall(r"var\(--([\w-]+)", sheet))
        own = set(re.findall(r"[{;]\s*--([\w-]+):", sheet))
        assert used <= known | own, path.name


def test_every_colour_declared_is_used():
    everything = "".join(without_comments(path) for path in SHEETS)
    unused = [
        n for n, v in declared().items() if v.startswith("#") and f"var(--{n})" not in everything
    ]
    assert not unused


def test_every_part_is_loaded_once_in_a_layer():
    imports = re.findall(
        r'@import url\("([^"]+)"\) layer\((\w+)\);', (STATIC / "sekisho.css").read_text()
    )
    files = {str(path.relative_to(STATIC)) for path in SHEETS} - {"sekisho.css"}
    assert sorted(name for name, _layer in imports) == sorted(files)
    assert {layer for _name, layer in imports} <= {"reset", "tokens", "base", "parts", "screens"}


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.name)
def test_braces_are_closed_and_nothing_is_forced(path):
    text = without_comments(path)
    assert text.count("{") == text.count("}")
    assert "!important" not in text


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *product(("text", "text-soft"), ("surface", "surface-sunken", "surface-hover")),
        *product(
            ("link", "link-visited", "danger"), ("surface", "surface-sunken", "surface-hover")
        ),
        *(
            (("text-on-primary"), ground)
            for ground in ("primary", "primary-hover", "danger", "danger-hover")
        ),
        ("text", "focus-ground"),
        ("added", "added-ground"),
        ("removed", "removed-ground"),
        ("primary-hover", "surface-selected"),
        *((tone, f"{tone}-ground") for tone in TONES),
        *((tone, "surface") for tone in TONES),
    ],
)
def test_text_can_be_read_on_its_ground(text, ground):
    """WCAG 2.2 1.4.3 (AA): at least 4.5 to 1."""
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("line", ["line-control", "primary", "danger", "focus-line"])
def test_edges_of_controls_can_be_seen(line):
    """WCAG 2.2 1.4.11: at least 3 to 1."""
    assert contrast(line, "surface") >= 3


def test_the_measure_of_contrast_is_the_published_one():
    assert round((1 + 0.05) / (luminance("#767676") + 0.05), 2) == 4.54


def test_motion_forced_colours_and_print_are_cared_for():
    everything = "".join(without_comments(path) for path in SHEETS)
    for query in ("prefers-reduced-motion: reduce", "forced-colors: active", "@media print"):
        assert query in everything
