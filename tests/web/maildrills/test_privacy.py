"""Decision 0023 against the whole database: while a drill runs, and after, nobody is named."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.maildrills.drilling import (
    AFTER,
    all_sent,
    body_of_twelve,
    keeper,
    letter_of,
    link_word,
    planned,
    started,
)

from sekisho.catalogue import load_drill_letters
from sekisho.web.evidence import queries as evidence
from sekisho.web.maildrills import actions, tokens
from sekisho.web.maildrills.errors import MailDrillError
from sekisho.web.maildrills.models import Drill, Letter, UnitResult, Waiting
from sekisho.web.maildrills.queries import held_in_year, last_held
from sekisho.web.maildrills.tokens import digest_of, links_in, word_for
from sekisho.web.notices.models import Mail, Notice

BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
WORDS = st.text(BASE32, min_size=26, max_size=26)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def people():
    return body_of_twelve()


def dumped(*but):
    """Return every row of every table of the database as text, but of the tables named."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in but:
                cursor.execute(f'SELECT * FROM "{table}"')  # names of our own tables
                found[table] = [repr(row) for row in cursor.fetchall()]
    return found


def moved(before, after):
    """Return the tables whose rows differ."""
    return {table for table in after if sorted(after[table]) != sorted(before[table])}


@pytest.mark.django_db
class TestRows:
    def test_opening_a_link_changes_one_row_of_one_table_and_tells_a_day(self, people):
        row = started()
        all_sent(row)
        before = dumped()
        address = f"/mail-drill/{row.pk}/{link_word(row, people[3])}/"
        assert Client().get(address).status_code == 200
        after = dumped()
        assert moved(before, after) == {Letter._meta.db_table}
        table = Letter._meta.db_table
        [new] = set(after[table]) - set(before[table])
        assert f"{AT:%H:%M}" not in new
        assert set(Client().get(address).cookies) <= {"csrftoken"}  # no session begins

    def test_a_reader_who_is_signed_in_opens_no_more_than_a_stranger(self, people):
        row = started()
        all_sent(row)
        client = client_for(people[3])
        before = dumped("django_session", "organization_account")
        client.get(f"/mail-drill/{row.pk}/{link_word(row, people[3])}/")
        assert moved(before, dumped("django_session", "organization_account")) == {
            Letter._meta.db_table
        }

    def test_a_report_by_the_page_is_no_incident_no_notice_and_no_evidence(self, people):
        row = started()
        all_sent(row)
        client = client_for(people[2])
        before = dumped("django_session", "organization_account")
        client.post("/maildrills/report/", {"subject": row.wording.subject, "text": ""})
        after = dumped("django_session", "organization_account")
        assert moved(before, after) == {Letter._meta.db_table, Drill._meta.db_table}

    def test_another_mail_reported_leaves_the_drill_and_leads_to_the_incidents(self, people):
        row = started()
        all_sent(row)
        answer = client_for(people[2]).post("/maildrills/report/", {"subject": "本物", "text": "x"})
        page = BeautifulSoup(answer.content, "lxml").main
        assert page.select_one(f"a[href='{reverse('incidents:report')}']")
        assert not Letter.objects.filter(reported_on__isnull=False).exists()

    def test_what_is_sealed_names_nobody_but_who_planned(self, people):
        by = keeper()
        row = started(by=by)
        all_sent(row)
        for person in people[:6]:
            actions.note_opened(drill=row, untrusted_word=link_word(row, person), at=AT)
        actions.close_due(at=AFTER)
        sealed = [evidence.body_of(each.index) for each in evidence.history(f"maildrill:{row.pk}")]
        assert len(sealed) == 3
        said = str(sealed)
        assert str(by.opaque_id) in said
        for person in people:
            for known in (person.name, person.email, str(person.opaque_id), person.furigana):
                assert known not in said

    def test_letters_are_told_of_by_no_notice_and_no_mail_of_the_outbox(self, people):
        planned(send_on=DAY + timedelta(days=1))
        actions.start_due(at=AT + timedelta(days=1))
        assert not Notice.objects.exists()
        assert not Mail.objects.exists()

    def test_a_person_erased_while_waiting_takes_their_place_in_the_queue_along(self, people):
        row = started()
        Waiting.objects.filter(person=people[0]).delete()
        assert row.letters.count() == 13  # the letter has no person to go with
        fields = {each.name for each in Waiting._meta.get_fields()}
        assert fields == {"id", "drill", "person", "attempts", "next_try_at"}

    def test_whoever_moves_is_counted_where_they_were_when_it_began(self, people):
        row = started()
        all_sent(row)
        people[0].unit = make_unit("会計課")
        people[0].save()
        actions.note_opened(drill=row, untrusted_word=link_word(row, people[0]), at=AT)
        actions.close_due(at=AFTER)
        alone = UnitResult.objects.get(sent=7)
        assert alone.units == [make_unit("給付課").pk]
        assert alone.opened == 1

    def test_closing_twice_keeps_the_figures_of_the_first(self, people):
        row = started()
        all_sent(row)
        assert actions.close_due(at=AFTER) == 1
        figures = list(UnitResult.objects.values_list("sent", "opened"))
        assert actions.close_due(at=AFTER + timedelta(days=1)) == 0
        assert list(UnitResult.objects.values_list("sent", "opened")) == figures

    def test_on_the_last_day_it_still_counts_and_a_day_later_no_more(self, people):
        row = started()
        last = AT + timedelta(days=7)
        first, second = (link_word(row, each) for each in people[:2])
        assert actions.note_opened(drill=row, untrusted_word=first, at=last)
        assert not actions.note_opened(
            drill=row, untrusted_word=second, at=last + timedelta(days=1)
        )
        assert letter_of(row, people[0]).opened_on == DAY + timedelta(days=7)


@pytest.mark.django_db
class TestStored:
    """What the database itself refuses, whoever writes to it."""

    def refused(self, **fields):
        row = started()
        with pytest.raises(IntegrityError), transaction.atomic():
            Drill.objects.filter(pk=row.pk).update(**fields)

    @pytest.mark.parametrize(
        "fields",
        [
            {"closes_on": DAY},
            {"cancelled_at": AT},
            {"closed_at": AT},  # without figures
            {"sent": 3},  # figures without an end
            {"closed_at": AT, "sent": 3, "opened": 4, "reported": 0, "salt": ""},
            {"closed_at": AT, "sent": 3, "opened": 0, "reported": 4, "salt": ""},
            {"closed_at": AT, "sent": 3, "opened": 1, "reported": 1},  # the salt still there
        ],
    )
    def test_a_drill_that_contradicts_itself(self, people, fields):
        self.refused(**fields)

    def test_a_second_letter_of_one_word(self, people):
        row = started()
        first = row.letters.first()
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.create(drill=row, unit=first.unit, digest=first.digest)

    def test_a_second_place_in_the_queue(self, people):
        row = started()
        with pytest.raises(IntegrityError), transaction.atomic():
            Waiting.objects.create(drill=row, person=people[0], next_try_at=AT)

    def test_more_opened_than_sent_in_a_unit(self, people):
        row = started()
        with pytest.raises(IntegrityError), transaction.atomic():
            UnitResult.objects.create(drill=row, units=[1], sent=5, opened=6, reported=0)


class TestWords:
    @given(st.binary(min_size=32, max_size=32), st.uuids())
    def test_a_word_is_26_letters_that_a_link_carries_whole(self, salt, person):
        word = word_for(salt.hex(), person)
        assert len(word) == 26
        assert set(word) <= set(BASE32)
        assert links_in(f"https://x.example/mail-drill/7/{word}/") == {(7, word)}

    @given(st.binary(min_size=32, max_size=32), st.uuids(), st.uuids())
    def test_another_person_another_drill_or_another_installation_has_another_word(
        self, salt, one, other
    ):
        word = word_for(salt.hex(), one)
        assert word == word_for(salt.hex(), one)
        assert (word == word_for(salt.hex(), other)) == (one == other)
        assert word != word_for((bytes(32) if any(salt) else b"\1" * 32).hex(), one)

    def test_the_salt_alone_does_not_make_a_word(self, settings):
        """Whoever takes the database along and not the secret of the installation."""
        person = make_uuid()
        word = word_for("00" * 32, person)
        settings.SECRET_KEY = "another"
        assert word_for("00" * 32, person) != word

    @given(
        st.lists(st.tuples(st.integers(1, 999_999_999), WORDS), max_size=4), st.text(max_size=30)
    )
    def test_every_link_in_a_text_is_found_and_nothing_else(self, links, between):
        clean = between.replace("/", "")
        text = clean.join(f" /mail-drill/{drill}/{word}/ " for drill, word in links)
        assert links_in(text) == set(links)

    @given(WORDS, st.sampled_from(BASE32))
    def test_a_word_of_any_other_length_is_none(self, word, more):
        assert links_in(f"/mail-drill/1/{word[:-1]}/") == set()
        assert links_in(f"/mail-drill/1/{word}{more}/") == set()
        assert links_in(f"/mail-drill/1234567890/{word}/") == set()

    @given(WORDS)
    def test_what_is_kept_of_a_word_is_its_digest(self, word):
        assert digest_of(word) == tokens.hashlib.sha256(word.encode()).hexdigest()
        assert word not in digest_of(word)


def make_uuid():
    return tokens.UUID(int=1)


@pytest.mark.django_db
class TestPlanning:
    """Each boundary of a plan, from both sides."""

    @pytest.mark.parametrize(
        ("fields", "stands"),
        [
            ({"send_on": DAY}, True),
            ({"closes_on": DAY + timedelta(days=1)}, True),
            ({"closes_on": DAY + timedelta(days=31)}, True),
            ({"goal": 1}, True),
            ({"goal": 100}, True),
            ({"goal": -1}, False),
            ({"letter": ""}, False),
        ],
    )
    def test_it_stands_or_nothing_is_kept(self, people, fields, stands):
        if stands:
            assert planned(**fields).state == "planned"
        else:
            with pytest.raises(MailDrillError):
                planned(**fields)
            assert not Drill.objects.exists()

    def test_five_with_an_address_are_enough(self):
        unit = make_unit("会計課")
        for _ in range(5):
            make_person(unit=unit)
        assert planned(audience=actions.Audience(units=(unit,))).units == [unit.pk]

    def test_cancelling_is_refused_after_it_was_cancelled(self, people):
        by = keeper()
        row = planned(by)
        actions.cancel(drill=row, by=by, at=AT)
        with pytest.raises(MailDrillError):
            actions.cancel(drill=row, by=by, at=AT)

    def test_a_fiscal_year_ends_with_march(self, people):
        row = started()
        assert last_held(DAY) == DAY
        assert last_held(DAY - timedelta(days=1)) is None
        assert held_in_year(DAY.replace(year=DAY.year + 1, month=3, day=31))
        assert not held_in_year(DAY.replace(year=DAY.year + 1, month=4, day=1))
        assert row.state == "running"

    def test_every_letter_of_the_catalogue_can_be_sent_and_shows_no_placeholder(self, people):
        for letter in load_drill_letters().values():
            assert planned(letter=letter.id).wording == letter
            assert "{" not in letter.written("https://x.example/")
