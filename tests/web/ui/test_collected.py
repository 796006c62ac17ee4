"""The static files as production serves them: collected, fingerprinted, complete."""

import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.template import Context, Template

from sekisho.web.ui.templatetags.ui import asset


@pytest.fixture
def collected(settings, tmp_path):
    """Collect with the storage of the settings, as the first start does."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES  # makes Django build its storages anew
    call_command("collectstatic", interactive=False, verbosity=0)
    return settings.STATIC_ROOT


def test_files_are_named_by_their_content(collected):
    address = asset("ui/sekisho.css")
    assert re.fullmatch(r"/static/ui/sekisho\.[0-9a-f]{12}\.css", address)
    assert (collected / address.removeprefix("/static/")).is_file()


def test_the_main_sheet_loads_every_part_under_its_fingerprint_and_layer(collected):
    sheet = collected / staticfiles_storage.stored_name("ui/sekisho.css")
    loaded = re.findall(r'@import url\("([^"]+)"\) layer\((\w+)\);', sheet.read_text("utf-8"))
    assert len(loaded) == sheet.read_text("utf-8").count("@import")
    for name, _layer in loaded:
        assert re.search(r"\.[0-9a-f]{12}\.css$", name), name
        assert (sheet.parent / name).is_file(), name


def test_the_layers_are_ordered_before_anything_is_loaded(collected):
    """An @import ahead of the order would decide it instead."""
    sheet = (collected / staticfiles_storage.stored_name("ui/sekisho.css")).read_text("utf-8")
    assert sheet.index("@layer reset, tokens, base, parts, screens;") < sheet.index("@import")


def test_every_file_a_page_loads_was_collected(collected):
    head = Template('{% include "ui/_styles.html" %}').render(Context())
    addresses = [*re.findall(r'href="([^"]+)"', head), asset("django_htmx/htmx-2.min.js")]
    assert len(addresses) == 3
    for address in addresses:
        assert (collected / address.removeprefix("/static/")).is_file(), address


def test_sheets_ask_for_nothing_but_each_other(collected):
    """No font, no picture, no other server: a page costs one round of small files."""
    for sheet in (collected / "ui").rglob("*.css"):
        for target in re.findall(r"url\(([^)]*)\)", sheet.read_text("utf-8")):
            assert target.strip("\"'").endswith(".css"), sheet.name
