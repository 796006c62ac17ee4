"""What stands is told once, exactly, and taken back by itself; mail is sparing."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, make_person

from sekisho.web.notices import actions
from sekisho.web.notices.actions import Telling
from sekisho.web.notices.models import Mail, Notice

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def telling(person, key="failing:a", **told):
    usual = {"title": "不備", "url": "/controls/x/", "due_on": DAY}
    return Telling(person=person, key=key, **(usual | told))


def tell(*tellings, at=AT, topic="failing"):
    return actions.tell_standing(topic=topic, tellings=tellings, at=at)


def open_pairs(topic="failing"):
    rows = Notice.objects.open().filter(key__startswith=f"{topic}:")
    return sorted(rows.values_list("person", "key"))


class TestWhatIsOpen:
    # The factories' rows and the notices stay between examples: each example begins anew itself.
    @hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        days=st.lists(
            st.sets(st.tuples(st.integers(0, 2), st.sampled_from("abc")), max_size=6),
            min_size=1,
            max_size=6,
        ),
        steps=st.lists(st.integers(0, 9), min_size=6, max_size=6),
    )
    def test_the_open_notices_are_exactly_what_was_handed_in_last_and_mail_is_weekly(
        self, people, days, steps
    ):
        Notice.objects.all().delete()
        Mail.objects.all().delete()
        first_told, mails, at = {}, 0, AT
        for standing, step in zip(days, steps, strict=False):
            at += step * A_DAY
            before = set(open_pairs())
            wanted = {(people[number].pk, f"failing:{key}") for number, key in standing}
            given_in = [telling(people[n], f"failing:{key}") for n, key in sorted(standing)]

            assert tell(*given_in, at=at) == len(wanted - before)

            assert open_pairs() == sorted(wanted)
            # Counted apart: who hears by mail of a thing not told by mail in the week before.
            loud = {
                pair
                for pair in wanted - before
                if pair not in first_told or at - first_told[pair] >= 7 * A_DAY
            }
            first_told |= dict.fromkeys(loud, at)
            mails += len({person for person, _key in loud})
            assert Mail.objects.count() == mails

    @pytest.fixture
    def people(self):
        return [make_person() for _ in range(3)]

    def test_another_topic_and_what_was_told_otherwise_are_left_alone(self):
        person = make_person()
        actions.tell(person=person, key="pledge:1", title="x", url="/", due_on=None, at=AT)
        tell(telling(person, "coming:1"), topic="coming")
        tell(telling(person))
        tell()
        assert set(Notice.objects.open().values_list("key", flat=True)) == {"pledge:1", "coming:1"}

    def test_a_key_of_another_topic_is_refused_and_nothing_is_told(self):
        person = make_person()
        with pytest.raises(ValueError, match="topic"):
            tell(telling(person), telling(person, "coming:1"))
        assert not Notice.objects.exists()

    def test_a_new_title_address_or_day_is_taken_without_a_mail(self):
        person = make_person()
        tell(telling(person))
        tell(telling(person, title="別の不備", url="/b/", due_on=DAY + A_DAY))
        notice = Notice.objects.get()
        assert (notice.title, notice.url, notice.due_on) == ("別の不備", "/b/", DAY + A_DAY)
        assert Mail.objects.count() == 1

    def test_a_title_too_long_is_cut_and_shows_it(self):
        tell(telling(make_person(), title="長" * 300))
        title = Notice.objects.get().title
        assert len(title) == 200
        assert title.endswith("…")


class TestMail:
    def test_one_mail_a_person_names_how_many_and_the_nearest_day(self):
        person = make_person()
        tell(
            telling(person, "failing:a"),
            telling(person, "failing:b", due_on=DAY + A_DAY),
            telling(person, "failing:c", due_on=None),
            telling(make_person(), "failing:a"),
        )
        mail = Mail.objects.get(to=person.email)
        assert "3件" in mail.body
        assert "2026-06-01" in mail.body
        assert Mail.objects.count() == 2

    def test_it_says_nothing_of_what_it_is(self):
        tell(telling(make_person(name="秘密太郎"), title="年金記録の写しの不備"))
        mail = Mail.objects.get()
        for secret in ("年金", "不備", "太郎", "/controls/", "failing"):
            assert secret not in mail.subject + mail.body


def test_the_days_told_are_the_earliest_of_the_open_ones():
    one, other = make_person(), make_person()
    tell(telling(one, due_on=DAY + A_DAY), telling(other), telling(one, "failing:b", due_on=None))
    assert actions.days_told("failing") == {"failing:a": DAY}
    tell()
    assert actions.days_told("failing") == {}
