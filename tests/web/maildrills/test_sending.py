"""Letters handed to a real SMTP server on loopback; links are nowhere but in the mails."""

import re
from datetime import timedelta

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection as database
from tests.web.factories import AT
from tests.web.maildrills.drilling import AFTER, body_of_twelve, link_word, planned
from tests.web.notices.mailserver import running

from sekisho.catalogue import load_drill_letters
from sekisho.web.maildrills import actions
from sekisho.web.maildrills.actions.sending import AGAIN, HEADER
from sekisho.web.maildrills.models import Letter, Waiting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def started_server():
    with running() as server:
        yield server


@pytest.fixture
def server(started_server):
    for each in (started_server.raw, started_server.recipients, started_server.refused,
                 started_server.cut_off):  # fmt: skip
        each.clear()
    return started_server


@pytest.fixture
def smtp(server):
    return EmailBackend(host="127.0.0.1", port=server.port, timeout=5)


@pytest.fixture
def people():
    return body_of_twelve()


@pytest.fixture
def drill(people):
    row = planned()
    actions.start_due(at=AT)
    row.refresh_from_db()
    return row


def test_everybody_gets_the_letter_once_with_a_link_of_their_own(server, smtp, drill, people):
    assert actions.send_waiting(at=AT, connection=smtp) == 13
    assert actions.send_waiting(at=AT + AGAIN, connection=smtp) == 0
    letter = load_drill_letters()["password"]
    links = set()
    for message in server.messages:
        assert message["Subject"].strip() == letter.subject
        assert letter.sender in message["From"]
        assert message[HEADER] == str(drill.pk)
        (word,) = re.findall(rf"/mail-drill/{drill.pk}/([a-z2-7]{{26}})/", message.get_content())
        links.add(word)
    assert len(links) == 13
    assert {link_word(drill, each) for each in people} <= links
    assert set(server.recipients) >= {each.email for each in people}
    assert Letter.objects.filter(sent=True).count() == 13


def test_no_row_of_the_database_has_a_link(server, smtp, drill, people):
    server.refused.add(people[0].email)
    actions.send_waiting(at=AT, connection=smtp)
    words = [link_word(drill, each) for each in people]
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # names of our own tables
            rows = str(cursor.fetchall())
            assert not any(word in rows for word in words), table


def test_a_refused_letter_is_tried_again_with_the_same_link(server, smtp, drill, people):
    server.refused.add(people[0].email)
    assert actions.send_waiting(at=AT, connection=smtp) == 12
    assert Waiting.objects.get().person == people[0]
    server.refused.clear()
    assert actions.send_waiting(at=AT + timedelta(minutes=1), connection=smtp) == 0
    assert actions.send_waiting(at=AT + AGAIN, connection=smtp) == 1
    assert link_word(drill, people[0]) in server.messages[-1].get_content()


def test_a_line_that_goes_dead_sends_the_others(server, smtp, drill, people):
    server.cut_off.add(people[3].email)
    assert actions.send_waiting(at=AT, connection=smtp) == 12
    assert not Waiting.objects.exclude(person=people[3]).exists()


def test_a_server_that_does_not_answer_ends_the_run(drill):
    nobody = EmailBackend(host="127.0.0.1", port=1, timeout=1)
    assert actions.send_waiting(at=AT, connection=nobody) == 0
    assert Waiting.objects.filter(attempts=1).count() == 1


def test_without_a_mail_server_they_wait(drill, settings):
    settings.MAIL_CONFIGURED = False
    assert actions.send_waiting(at=AT) == 0
    assert Waiting.objects.filter(attempts=0).count() == 13


def test_a_closed_drill_sends_nothing(server, smtp, drill):
    actions.close_due(at=AFTER)
    assert actions.send_waiting(at=AFTER, connection=smtp) == 0
    assert server.raw == []
