"""Figures of pledges and clauses, against counting by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.policies.samples import BASIC, basic, fresh, imported, next_edition, published

from sekisho.policytext import changed_clauses, compare
from sekisho.web.organization.models import Person
from sekisho.web.policies import actions, queries
from sekisho.web.policies.access import people_asked
from sekisho.web.policies.models import Document, Edition, Pledge
from sekisho.web.policies.reading import document_of

pytestmark = pytest.mark.django_db


def confirm(person, at=AT):
    for pledge in Pledge.objects.open().filter(person=person):
        actions.confirm_pledge(pledge=pledge, by=person, at=at)


class TestProgress:
    def test_units_are_counted_apart(self):
        one, two = make_unit("一課"), make_unit("二課")
        done = make_person(unit=one)
        make_person(unit=one)
        make_person(unit=two)
        edition = published()
        confirm(done)
        found = {each.unit.name: each for each in queries.progress(edition, DAY)}
        assert (found["一課"].asked, found["一課"].confirmed, found["一課"].open) == (2, 1, 1)
        assert (found["二課"].asked, found["二課"].confirmed) == (1, 0)

    def test_a_unit_whose_people_are_not_asked_has_no_line(self):
        make_person(unit=make_unit("役員室"), category="officer")
        edition = published()
        assert "役員室" not in {each.unit.name for each in queries.progress(edition, DAY)}

    def test_late_counts_from_the_day_after(self):
        edition = published()
        due = DAY + timedelta(days=30)
        assert sum(each.overdue for each in queries.progress(edition, due)) == 0
        late = queries.progress(edition, due + timedelta(days=1))
        assert sum(each.overdue for each in late) == Pledge.objects.count()

    @settings(
        max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 2),  # unit
                st.sampled_from(["regular", "temporary", "officer"]),
                st.booleans(),  # left
                st.booleans(),  # confirmed
            ),
            max_size=8,
        )
    )
    def test_the_figures_are_those_counted_one_by_one(self, people):
        Pledge.objects.all().delete()
        edition = Edition.objects.first() or published()
        Pledge.objects.all().delete()
        Person.objects.update(left_on=date(2026, 5, 1))
        expected: dict[int, list[int]] = {}
        for number, category, left, done in people:
            unit = make_unit(f"{number}課")
            person = make_person(
                unit=unit, category=category, account=False, in_scope=False,
                left_on=date(2026, 5, 31) if left else None,
            )  # fmt: skip
            Pledge.objects.create(
                edition=edition, person=person, asked_at=AT, due_on=DAY - timedelta(days=1),
                confirmed_at=AT if done else None, way="self" if done else "",
            )  # fmt: skip
            if category != "officer" and not left:
                figures = expected.setdefault(unit.pk, [0, 0, 0])
                figures[0] += 1
                figures[1] += done
                figures[2] += not done
        found = {
            each.unit.pk: [each.asked, each.confirmed, each.overdue]
            for each in queries.progress(edition, DAY)
        }
        assert found == expected


class TestOverManyEditions:
    """Whatever is published and confirmed in whatever order."""

    @settings(
        max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        st.lists(
            st.one_of(
                st.tuples(st.just("publish"), st.integers(0, 3)),
                st.tuples(st.just("confirm"), st.integers(0, 2)),
                st.tuples(st.just("join"), st.just(0)),
            ),
            min_size=1,
            max_size=7,
        )
    )
    def test_nobody_counts_as_confirmed_who_has_not_seen_the_changed_words(self, steps):
        Pledge.objects.all().delete()
        Edition.objects.all().delete()
        Document.objects.all().delete()
        Person.objects.update(left_on=date(2026, 5, 1))
        people = [make_person() for _each in range(3)]
        current = published()
        seen: dict[int, Edition] = {}
        words = ["十分な", "必要な", "年二回の", "毎年の"]
        for turn, (step, number) in enumerate(steps):
            if step == "publish":
                text = BASIC.replace("十分な", words[number]) + "\n" * (turn + 1)
                current = published(next_edition(current, text.encode()))
            elif step == "confirm":
                confirm(people[number])
                seen[people[number].pk] = current
            else:
                people.append(make_person())
                actions.ask_joiners(AT)
        standings = queries.standings(current, DAY)
        for person in people:
            if standings[person.pk].confirmed:
                known = document_of(fresh(seen[person.pk]).tree)
                now = document_of(fresh(current).tree)
                assert changed_clauses(compare(known, now)) == ()
            else:
                open_ones = Pledge.objects.open().filter(person=person)
                assert [each.edition_id for each in open_ones] == [current.pk]


class TestClauses:
    def test_counts_are_those_of_the_rows(self):
        edition = imported()
        rows = list(edition.clauses.prefetch_related("topics"))
        found = queries.counts(edition)
        assert found.clauses == len(rows)
        assert found.demanding == sum(row.demands for row in rows)
        assert found.uncovered == sum(row.demands and not row.topics.all() for row in rows)
        assert found.unconfirmed == len(rows)

    def test_they_cost_one_query(self, django_assert_num_queries):
        edition = imported()
        with django_assert_num_queries(1):
            queries.counts(edition)


class TestLines:
    ALL = frozenset({"status.read", "procedures.read"})

    def test_kinds_come_in_the_order_of_the_policy(self):
        for kind in ("procedure", "standard", "basic"):
            imported(kind=kind)
        found = [document.kind for document in queries.listed(self.ALL)]
        assert found == ["basic", "standard", "procedure"]

    def test_they_cost_two_queries(self, django_assert_num_queries):
        first = published()
        next_edition(first, basic(十分な="必要な"))
        with django_assert_num_queries(2):
            (line,) = queries.document_lines(self.ALL, queries.listed(self.ALL))
        assert (line.in_force.number, line.newest.number) == (1, 2)

    def test_without_rights_only_what_was_published_is_newest(self):
        first = published()
        next_edition(first, basic(十分な="必要な"))
        (line,) = queries.document_lines(frozenset(), queries.listed(frozenset()))
        assert line.newest == line.in_force == first


class TestOpenPledges:
    def test_they_come_by_furigana_and_only_of_the_edition_in_force(self):
        make_person("乙", furigana="オツ")
        make_person("甲", furigana="アマ")
        published()
        rows = queries.open_pledges(people_asked(DAY))
        names = [row.person.furigana for row in rows]
        assert names == sorted(names)
        Edition.objects.update(state="superseded")
        assert not queries.open_pledges(people_asked(DAY)).exists()

    def test_a_whole_policy_has_no_changes_to_show(self):
        person = make_person()
        published()
        assert queries.changes_for(Pledge.objects.get(person=person)) == ()
