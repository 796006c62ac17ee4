"""What no template of any room may hold: the content security policy forbids it."""

import re
from pathlib import Path

import pytest

import sekisho.web

WEB = Path(sekisho.web.__file__).parent
TEMPLATES = sorted(WEB.rglob("templates/**/*.html"))

# Pages that stand alone on purpose: the public export of a policy (the policy and nothing else),
# and the shared terminal, where nobody is signed in and no menu may lead further.
ALONE = {
    "_terminal_page.html", "public.html", "public_absent.html", "public_file.html", "screen.html",
}  # fmt: skip

FORBIDDEN = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "script between tags": re.compile(r"<script\b[^>]*>\s*[^<\s]", re.IGNORECASE),
    "event attribute": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "htmx code": re.compile(r"\shx-on\b|\bhx-[a-z-]+\s*=\s*[\"']?\s*js:|hx-trigger=[\"'][^\"']*\["),
    "colour": re.compile(r"(?<![&\w])#[0-9a-f]{3}(?:[0-9a-f]{3})?\b(?=[\"'; ])", re.IGNORECASE),
    "another server": re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE),
}
PLANTED = {
    "inline style": '<p style="color: red">',
    "inline script": "<script>go()</script>",
    "script between tags": '<script src="x.js">go()</script>',
    "event attribute": '<button onclick="go()">',
    "javascript address": '<a href="javascript:go()">',
    "htmx code": "<p hx-vals='js:{a: 1}'>",
    "colour": '<path fill="#0017c1">',
    "another server": '<script src="https://cdn.example/x.js"></script>',
}


def data_islands_removed(text: str) -> str:
    """Leave out JSON data blocks, which no browser runs."""
    return re.sub(
        r"<script[^>]*type=[\"']application/json[\"'][^>]*>.*?</script>", "", text, flags=re.DOTALL
    )


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what):
    found = [
        str(path.relative_to(WEB))
        for path in TEMPLATES
        if FORBIDDEN[what].search(data_islands_removed(path.read_text("utf-8")))
    ]
    assert not found


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_search_finds_what_it_is_for(what):
    assert FORBIDDEN[what].search(PLANTED[what])


@pytest.mark.parametrize(
    "path", sorted((WEB / "ui/templates/ui").glob("*.html")), ids=lambda p: p.name
)
def test_every_part_names_its_variables_at_the_top(path):
    assert path.read_text("utf-8").startswith("{# ")


def test_every_page_outside_this_room_stands_in_the_frame():
    """A page of its own would lose menu, skip link and messages."""
    pages = [p for p in TEMPLATES if "ui" not in p.parts and "<html" in p.read_text("utf-8")]
    outside = {p.name for p in pages} - ALONE
    assert not outside
