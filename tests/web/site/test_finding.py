"""Over a whole body: who finds a thing may open it, and every source finds something."""

from datetime import UTC, datetime
from urllib.parse import urldefrag

import pytest
from django.test import RequestFactory
from tests.web.factories import client_for, make_person

from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Account, Person
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.words import words_of
from sekisho.web.site.finding import APART
from sekisho.web.site.finding import SOURCES as TOGETHER
from sekisho.web.site.sample import load_sample

pytestmark = pytest.mark.django_db
SOURCES = (*TOGETHER, *APART)
NOW = datetime(2026, 9, 14, 3, 0, tzinfo=UTC)
# Between them these stand in what every room of the sample calls its things.
LETTERS = ("の", "理", "研", "1", "a", "一", "人", "情", "訓", "課", "ー", "e")
PEOPLE = 2  # who open each kind of thing


@pytest.fixture
def body(settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    loaded = load_sample(at=NOW)
    Account.objects.update(must_change_password=False)  # everybody has signed in once
    return loaded


def asking(person):
    request = RequestFactory().get("/search/")
    request.person = person
    request.rights = rights_of(person, NOW.date())
    return request


def hits_of(source, person):
    """What the first letter that finds something finds first."""
    request = asking(person)
    for letter in LETTERS:
        rows = list(source.found(request, words_of(letter))[:2])
        if rows:
            return [source.hit(row) for row in rows]
    return []


def one_of_each():
    """One person for each set of rights somebody of the body has, those with the fewest first."""
    people = Person.objects.present(NOW.date()).filter(account__is_active=True).order_by("pk")
    by_rights = {rights_of(each, NOW.date()): each for each in people}
    return [by_rights[rights] for rights in sorted(by_rights, key=len)]


def test_whoever_finds_a_thing_may_open_it_and_every_source_finds_something(body):
    """Those with the fewest rights try first; two people a kind are enough."""
    tried: dict[str, int] = dict.fromkeys((each.id for each in SOURCES), 0)
    shut = []
    for person in one_of_each():
        client = client_for(person)
        for source in SOURCES:
            hits = hits_of(source, person) if tried[source.id] < PEOPLE else []
            tried[source.id] += bool(hits)
            for hit in hits:
                assert hit.title.strip(), (source.id, hit.url)
                answer = client.get(urldefrag(hit.url).url)
                if answer.status_code != 200:
                    shut.append((source.id, person.name, hit.url, answer.headers.get("Location")))
    assert not shut
    assert not [each for each, count in tried.items() if not count]

    # A stranger finds nothing where a source asks for a right.
    stranger = make_person("部外 者", in_scope=False)
    for source in SOURCES:
        if isinstance(source, ByColumns) and source.readers:
            assert not hits_of(source, stranger), source.id
