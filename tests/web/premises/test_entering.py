"""Entries judged by the database, held against the same laws written row by row."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.web.approvals.permitting import office, permit
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.premises.judging import Judge
from tests.web.premises.standing import keeper, let_in, make_area, passed

from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals.models import Application, Permit, PermitSubject
from sekisho.web.organization.models import Person, Post
from sekisho.web.premises.entering import unrightful
from sekisho.web.premises.models import Area, Listed, Passage, Visit

pytestmark = pytest.mark.django_db
DAYS = [DAY + timedelta(days=n) for n in range(-3, 4)]
MIDNIGHT = datetime(2026, 5, 31, 15, tzinfo=UTC)  # DAY begins in Tokyo
EDGES = (timedelta(0), timedelta(seconds=-1), timedelta(microseconds=1), timedelta(hours=9),
         timedelta(hours=14, minutes=59, seconds=59), timedelta(hours=15))  # fmt: skip


def _wrong() -> set[int]:
    return set(Passage.objects.filter(unrightful()).values_list("pk", flat=True))


class World:
    """A few people, areas and days with rights and passages drawn by chance, the edges often."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        unit = make_unit()
        self.areas = [
            Area.objects.create(name=f"室{seed}-{n}", level=level, unit=unit, log_from=DAY)
            for n, level in enumerate(("core", "office"))
        ]
        self.posts = [Post.objects.create(title=f"係長{seed}-{n}", unit=unit) for n in range(2)]
        self.people = [self._person(unit, n) for n in range(5)]
        self.head = make_person(account=False)
        for number in range(8):
            self._line(f"{seed}-{number}")
            self._permit(seed * 100 + number)
        self.visits = [self._visit() for _ in range(6)]
        Passage.objects.bulk_create(self._passage() for _ in range(120))

    def _person(self, unit, n) -> Person:
        left = self.chance.choice((None, None, *DAYS[2:]))
        joined = self.chance.choice((DAY - timedelta(days=60), DAYS[1]))
        return make_person(account=False, unit=unit, joined_on=joined, left_on=left,
                           post=self.chance.choice((None, *self.posts)))  # fmt: skip

    def _span(self):
        first = self.chance.randrange(len(DAYS))
        return DAYS[first], DAYS[self.chance.randrange(first, len(DAYS))]

    def _moment(self) -> datetime:
        return MIDNIGHT + timedelta(days=self.chance.randrange(-4, 5)) + self.chance.choice(EDGES)

    def _line(self, number) -> None:
        first, last = self._span()
        who = {"person": self.chance.choice(self.people)}
        if self.chance.random() < 0.4:
            who = {"post": self.chance.choice(self.posts)}
        Listed.objects.create(number=number, area=self.chance.choice(self.areas), from_date=first,
                              until_date=last, reason="運用", **who)  # fmt: skip

    def _permit(self, number: int) -> None:
        first, last = self._span()
        holder = self.chance.choice(self.people)
        application = Application.objects.create(
            kind="permit.area-entry", subject=f"permit-request:{number}", title="入室",
            applicant=holder, prepared_by=holder, unit=holder.unit, submitted_at=AT,
            state="approved", decider=self.head, decided_at=AT, year=2026, number=number + 1,
        )  # fmt: skip
        ended = self.chance.choice((None, self._moment()))
        row = Permit.objects.create(
            application=application, holder=holder, unit=holder.unit, starts=first, ends=last,
            kind=self.chance.choice(("area-entry", "area-entry", "media-takeout")),
            decision=f"第{number}号", decided_by=self.head, decided_at=AT, salt="0" * 64,
            ended_at=ended, ended_by=self.head if ended else None,
        )  # fmt: skip
        for area in self.chance.sample(self.areas, self.chance.randint(0, 2)):
            PermitSubject.objects.create(permit=row, subject=f"area:{area.pk}")

    def _visit(self) -> Visit:
        came = self._moment()
        left = self.chance.choice((None, came, came + self.chance.choice(EDGES[3:])))
        return Visit.objects.create(
            area=self.chance.choice(self.areas), name="x", purpose="y", host=self.head,
            escort=self.chance.choice((None, self.head)), in_at=came, out_at=left,
            badge=self.chance.choice(("", "V-1", "V-2")),
        )  # fmt: skip

    def _passage(self) -> Passage:
        area, at = self.chance.choice(self.areas), self._moment()
        way = self.chance.choice(("in", "in", "in", "out", "denied"))
        card = self.chance.choice(("", "V-1", "V-2", "77"))
        kind = self.chance.random()
        if kind < 0.5:
            return Passage(area=area, at=at, way=way, card=card,
                           person=self.chance.choice(self.people))  # fmt: skip
        if kind < 0.7:
            visit = self.chance.choice(self.visits)
            return Passage(area=visit.area, at=visit.in_at, way=way, visit=visit)
        return Passage(area=area, at=at, way=way, card=card)


@pytest.mark.parametrize("seed", range(25))
def test_the_database_judges_every_entry_as_the_laws_say_row_by_row(seed):
    World(seed)
    judge, passages = Judge(), list(Passage.objects.all())
    expected = {each.pk for each in passages if judge.unrightful(each)}
    assert _wrong() == expected
    entries = [each for each in passages if each.way == "in"]
    assert 0 < len(expected) < len(entries)  # both ways were tried


def test_somebody_who_has_left_enters_without_a_right_though_the_list_still_names_them():
    area, person = make_area(), make_person()
    let_in(area, person)
    entry = passed(area, person)
    assert _wrong() == set()
    Person.objects.update(left_on=DAY - timedelta(days=1))
    assert _wrong() == {entry.pk}


def test_a_permit_ended_early_lets_nobody_in_from_the_next_day():
    people, area = office(), make_area()
    row = permit(people, "area-entry", subjects=(f"area:{area.pk}",), subject_words="")
    today, tomorrow = (passed(area, people.member, at=AT + timedelta(days=n)) for n in (0, 1))
    assert _wrong() == set()
    approvals.end_permit(permit=row, reason="済んだ", by=people.head, at=AT)
    assert _wrong() == {tomorrow.pk}
    assert today.pk not in _wrong()


def test_of_two_visitors_with_one_badge_the_later_one_carries_it():
    area, host = make_area(), make_person()
    visit = {"area": area, "name": "x", "purpose": "y", "host": host, "badge": "V-1"}
    Visit.objects.create(**visit, escort=host, in_at=AT)
    passed(area, card="V-1", at=AT + timedelta(minutes=1))
    Visit.objects.create(**visit, escort=None, in_at=AT + timedelta(minutes=2))
    later = passed(area, card="V-1", at=AT + timedelta(minutes=3))
    assert _wrong() == {later.pk}


class TestThePage:
    @pytest.fixture
    def area(self):
        return make_area()

    @pytest.fixture
    def client(self):
        return client_for(keeper())

    def _shown(self, client, area, **query):
        answer = client.get(reverse("premises:log", args=[area.pk]), query)
        return {each.pk for each, _wrong in answer.context["lines"]}, {
            each.pk for each, wrong in answer.context["lines"] if wrong
        }

    def test_entries_without_a_right_are_marked_and_shown_alone(self, client, area):
        person, now = make_person(joined_on=DAY - timedelta(days=999)), timezone.now()
        Listed.objects.create(number="L", area=area, person=person, reason="運用",
                              from_date=now - timedelta(days=9), until_date=now)  # fmt: skip
        good = passed(area, person, at=now - timedelta(hours=1))
        bad = passed(area, make_person(joined_on=DAY), at=now - timedelta(hours=2))
        old = passed(area, make_person(), at=now - timedelta(days=91))
        assert self._shown(client, area) == ({good.pk, bad.pk, old.pk}, {bad.pk})
        assert self._shown(client, area, shown="wrong") == ({bad.pk}, {bad.pk})

    def test_they_are_found_by_words_too(self, client, area):
        now = timezone.now()
        bad = passed(area, make_person("朝霧 花子", joined_on=DAY), at=now)
        passed(area, make_person("森 一郎", joined_on=DAY), at=now)
        assert self._shown(client, area, shown="wrong", words="朝霧") == ({bad.pk}, {bad.pk})

    @pytest.mark.parametrize("shown", ["", "wrong"])
    def test_queries_do_not_grow_with_the_log_nor_with_what_is_wrong(self, client, area, shown):
        url = reverse("premises:log", args=[area.pk]) + f"?shown={shown}"
        passed(area, make_person(), at=timezone.now())
        client.get(url)
        with CaptureQueriesContext(connection) as few:
            client.get(url)
        for n in range(120):
            passed(area, make_person(), at=timezone.now(), card=f"{n}")
        Visit.objects.create(area=area, name="x", purpose="y", host=make_person(), badge="7",
                             in_at=timezone.now())  # fmt: skip
        with CaptureQueriesContext(connection) as many:
            client.get(url)
        assert len(few) == len(many)
