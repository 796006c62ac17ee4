"""The machines' addresses: no session, no CSRF, bounded, and nothing breaks them."""

import json

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.factories import AT, client_for
from tests.web.terminals.parts import keeper, made
from tests.web.terminals.test_messages import ENROL, SHAPED

from sekisho.web.evidence import queries as evidence
from sekisho.web.terminals import actions
from sekisho.web.terminals.models import Node

pytestmark = pytest.mark.django_db
NODE_PATHS = ("config", "distributed-read", "distributed-write", "log")
PATHS = ("enrol", *NODE_PATHS)


@pytest.fixture(autouse=True)
def _on_the_day():
    cache.clear()
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def machine():
    return Client(enforce_csrf_checks=True)


def _post(client, name, message):
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return client.post(reverse(f"terminal-machines:{name}"), body, content_type="application/json")


@pytest.fixture
def enrolled(machine):
    made("PC-001")
    message = {**ENROL, "enroll_secret": actions.make_secret(by=keeper(), at=AT)}
    return _post(machine, "enrol", message).json()["node_key"]


def test_no_session_no_cookie_and_no_csrf_token_are_wanted(machine, enrolled):
    for name in NODE_PATHS:
        answer = _post(machine, name, {"node_key": enrolled, "queries": {}, "data": []})
        assert (answer.status_code, answer.json()["node_invalid"]) == (200, False)
        assert not answer.cookies


@pytest.mark.parametrize("name", [*PATHS, "report"])
def test_looking_is_refused(machine, name):
    assert machine.get(reverse(f"terminal-machines:{name}")).status_code == 405


@pytest.mark.parametrize("name", NODE_PATHS)
@pytest.mark.parametrize("key", ["", "guess", None, 7, ["x"], "x" * 5000])
def test_without_a_key_of_ours_the_answer_is_to_enrol(machine, enrolled, name, key):
    answer = _post(machine, name, {"node_key": key, "log_type": "result", "data": []})
    assert (answer.status_code, answer.json()) == (200, {"node_invalid": True})


def test_being_signed_in_opens_nothing_here(enrolled):
    """A person's session is no agent's key."""
    client = client_for(keeper())
    assert _post(client, "config", {}).json() == {"node_invalid": True}


@pytest.mark.parametrize("name", PATHS)
def test_no_message_breaks_an_address(machine, enrolled, name):
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(SHAPED | st.binary(max_size=60))
    def send(message):
        cache.clear()  # the bound on how often is another test's
        if isinstance(message, dict):
            message = {**message, "node_key": enrolled}
        assert _post(machine, name, message).status_code in {200, 400}

    send()


def test_enrolling_and_asking_too_often_is_refused_for_a_minute(machine, enrolled):
    for name, limit in (("enrol", 60), ("config", 120)):
        message = {**ENROL, "node_key": enrolled}
        codes = [_post(machine, name, message).status_code for _ in range(limit + 2)]
        assert codes[0] == 200
        assert codes[-1] == 429
    with time_machine.travel(AT.replace(minute=2), tick=False):
        assert _post(machine, "config", {"node_key": enrolled}).status_code == 200


def test_reports_need_both_files_and_say_what_is_wrong(machine):
    url = reverse("terminal-machines:report")
    assert machine.post(url).status_code == 400
    from django.core.files.uploadedfile import SimpleUploadedFile as File

    before = evidence.size()
    answer = machine.post(url, {"report": File("r", b"{}"), "signature": File("s", b"\xff")})
    assert answer.status_code == 422
    assert "署名" in answer.json()["error"]
    assert evidence.size() == before


def test_the_last_contact_is_noted_only_every_few_minutes(machine, enrolled):
    _post(machine, "config", {"node_key": enrolled})
    assert Node.objects.get().seen_at == AT
    with time_machine.travel(AT.replace(minute=9), tick=False):
        _post(machine, "config", {"node_key": enrolled})
        assert Node.objects.get().seen_at == AT.replace(minute=9)


def test_a_long_body_is_refused_before_it_is_read_where_no_machine_is_expected(machine):
    body = b"x" * (65 * 1024)
    assert machine.post("/terminals/", body, content_type="text/plain").status_code == 413
    assert machine.post("/no/such/page", body, content_type="text/plain").status_code == 413
    assert _post(machine, "enrol", body).status_code == 413
    assert _post(machine, "log", body).status_code == 400
