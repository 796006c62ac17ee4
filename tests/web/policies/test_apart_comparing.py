"""The table as a Word file, written in a child process: equal bytes, or a refusal in words."""

import io
from dataclasses import replace

import docx
import pytest
from django.urls import reverse
from tests.web.factories import client_for, make_person
from tests.web.policies.samples import basic, next_edition, published

from sekisho.policytext import compare, to_docx
from sekisho.web.policies.apart import comparing as comparing_apart
from sekisho.web.policies.apart.comparing import LIMITS, compared_apart
from sekisho.web.policies.errors import PolicyRefusedError
from sekisho.web.policies.models import Edition
from sekisho.web.policies.reading import document_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    first = published()
    second = published(next_edition(first, basic(十分な="十二分な")))
    return Edition.objects.get(pk=first.pk), Edition.objects.get(pk=second.pk)


def words(data: bytes) -> str:
    tables = docx.Document(io.BytesIO(data)).tables
    return "".join(cell.text for table in tables for row in table.rows for cell in row.cells)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_childs_bytes_are_those_of_the_same_work_done_here(pair, lang):
    old, new = pair
    here = to_docx(
        compare(document_of(old.tree), document_of(new.tree)),
        old_title=old.title, new_title=new.title, lang=lang,
    )  # fmt: skip
    apart = compared_apart(old, new, lang=lang)
    assert apart == here
    assert "十二分な" in words(apart)


def test_a_slow_table_is_refused_in_words(pair):
    with pytest.raises(PolicyRefusedError, match="もう一度"):
        compared_apart(*pair, lang="ja", limits=replace(LIMITS, seconds=0.01))


def test_a_child_that_fails_is_refused_in_words(pair):
    pair[0].tree = {}
    with pytest.raises(PolicyRefusedError, match="もう一度"):
        compared_apart(*pair, lang="ja")


def test_the_page_says_so(pair, monkeypatch):
    monkeypatch.setattr(comparing_apart, "_PROGRAM", "sekisho.no_such_program")
    old, new = pair
    url = reverse("policies:comparison-docx", args=[old.document_id])
    client = client_for(make_person(roles=("secretariat",)))
    answer = client.get(url, {"old": old.pk, "new": new.pk})
    assert answer.status_code == 503
    assert "画面の表を使う" in answer.content.decode()
