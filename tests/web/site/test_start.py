"""What a serving process loads when it starts: nothing heavy that only some requests need."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import sys
import sekisho.web.site.wsgi
from django.urls import get_resolver
def walk(patterns):
    for each in patterns:
        walk(getattr(each, "url_patterns", ()))
walk(get_resolver().url_patterns)
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.fixture(scope="module")
def loaded():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=os.environ, capture_output=True, text=True, check=True
    )
    return frozenset(done.stdout.split())


def test_the_product_and_its_rooms_are_there_so_that_absence_means_something(loaded):
    assert {"sekisho", "django", "allauth"} <= loaded


@pytest.mark.parametrize("heavy", ["typst", "docx", "PIL", "pikepdf", "pi_heif", "hypothesis"])
def test_nothing_heavy_is_loaded_before_it_is_needed(loaded, heavy):
    assert heavy not in loaded
