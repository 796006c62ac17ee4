"""Bulletins at their edges: first and last day, four fifths, two weeks, what was changed behind."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.conf import settings as configured
from django.db import IntegrityError, transaction
from django.utils import translation
from tests.web.assets.register import zone
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.organization.counting import queries_of
from tests.web.systems.parts import account, listed, made, of

from sekisho.verdicts import Verdict
from sekisho.web.awareness import actions, papers, queries
from sekisho.web.awareness.agreement import differences
from sekisho.web.awareness.checks import bulletins_reach
from sekisho.web.awareness.errors import AwarenessError
from sekisho.web.awareness.models import Bulletin, Opening
from sekisho.web.notices.models import Notice
from sekisho.web.terminals.models import Terminal
from sekisho.web.ui.papers import Heading, Labels, Paragraph
from sekisho.web.yearplan.duties import Duty

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)
LAST = DAY + timedelta(days=28)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def by():
    return make_person("推進 担当", roles=("secretariat",))


def published(by, at=AT, **more):
    given = {"title": "長い休みの前に", "text": "電源を切る", "from_date": DAY, "until_date": LAST}
    return actions.publish(by=by, at=at, **given | more)


def text(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "lxml").get_text(" ", strip=True)


class TestPeriod:
    def test_it_may_hang_for_one_day_and_not_for_yesterday(self, by):
        assert published(by, until_date=DAY).until_date == DAY
        with pytest.raises(AwarenessError):
            published(by, from_date=DAY - ONE, until_date=DAY - ONE)
        assert Bulletin.objects.count() == 1

    def test_the_database_refuses_a_period_that_ends_before_it_begins(self, by):
        row = published(by)
        with pytest.raises(IntegrityError), transaction.atomic():
            Bulletin.objects.filter(pk=row.pk).update(until_date=DAY - ONE)

    def test_the_database_keeps_one_opening_a_person(self, by):
        row = published(by)
        Opening.objects.create(bulletin=row, person=by, at=AT)
        with pytest.raises(IntegrityError), transaction.atomic():
            Opening.objects.create(bulletin=row, person=by, at=AT)

    @pytest.mark.parametrize(("day", "shown"), [(-1, False), (0, True), (28, True), (29, False)])
    def test_people_see_it_from_its_first_to_its_last_day(self, by, day, shown):
        row = published(by, from_date=DAY, until_date=LAST)
        person = make_person()
        with time_machine.travel(AT + timedelta(days=day), tick=False):
            client = client_for(person)
            status = 200 if shown else 404
            assert client.get(f"/awareness/bulletins/{row.pk}/").status_code == status
            assert client.get(f"/awareness/bulletins/{row.pk}/poster.pdf").status_code == status
            answer = client.post(f"/awareness/bulletins/{row.pk}/open/")
            assert (answer.status_code == 302) is shown
            assert (row.title in text(client.get("/awareness/bulletins/"))) is shown
        assert Opening.objects.exists() is shown

    def test_who_publishes_sees_those_to_come_and_those_that_are_over(self, by):
        published(by, title="来月から", from_date=DAY + ONE)
        over = published(by, title="終わったもの")
        actions.end(bulletin=over, by=by, at=AT)
        page = text(client_for(by).get("/awareness/bulletins/"))
        assert "来月から" in page
        assert "終わったもの" in page
        plain = text(client_for(make_person()).get("/awareness/bulletins/"))
        assert "来月から" not in plain
        assert "終わったもの" not in plain

    def test_blanks_around_title_and_text_are_left_out(self, by):
        row = published(by, title="  注意  ", text="\n本文\n")
        assert (row.title, row.text) == ("注意", "本文")

    def test_the_list_costs_the_same_however_many_hang(self, by):
        client = client_for(by)
        published(by)
        client.get("/awareness/bulletins/")
        few = queries_of(client.get, "/awareness/bulletins/")
        for _ in range(6):
            published(by)
        assert queries_of(client.get, "/awareness/bulletins/") == few


class TestTelling:
    @pytest.mark.parametrize(("day", "told"), [(0, False), (1, True), (28, True), (29, False)])
    def test_people_are_told_while_it_hangs(self, by, day, told):
        row = published(by, from_date=DAY + ONE)
        actions.tell_shown(at=AT + timedelta(days=day))
        assert Notice.objects.filter(key=f"bulletin:{row.pk}").exists() is told

    def test_nobody_is_told_twice_and_who_joins_later_is_told_then(self, by):
        row = published(by)
        actions.tell_shown(at=AT)
        actions.tell_shown(at=AT + ONE)
        late = make_person()
        actions.tell_shown(at=AT + 2 * ONE)
        notices = Notice.objects.filter(key=f"bulletin:{row.pk}")
        assert sorted(notices.values_list("person", flat=True)) == sorted([by.pk, late.pk])

    def test_the_notice_is_in_the_language_of_the_body_and_leads_to_the_bulletin(self, by):
        row = published(by)
        with translation.override("en"):
            actions.tell_shown(at=AT)
        notice = Notice.objects.get(person=by)
        assert configured.LANGUAGE_CODE == "ja"
        assert notice.title == "注意喚起: 長い休みの前に"
        assert notice.url == f"/awareness/bulletins/{row.pk}/"
        assert notice.due_on == LAST

    def test_who_has_opened_it_is_not_told(self, by):
        row = published(by)
        person = make_person()
        actions.open_bulletin(bulletin=row, by=person, at=AT)
        actions.tell_shown(at=AT)
        assert not Notice.objects.filter(person=person).exists()


class TestCheck:
    def reached(self, by, opened, people=5):
        row = published(by)
        everybody = [by, *(make_person() for _ in range(people - 1))]
        for person in everybody[:opened]:
            actions.open_bulletin(bulletin=row, by=person, at=AT)
        return row

    @pytest.mark.parametrize(
        ("opened", "day", "verdict"),
        [
            (3, 13, Verdict.HOLDS),  # the two weeks are not over
            (3, 14, Verdict.WEAK),
            (4, 14, Verdict.HOLDS),
            (5, 91, Verdict.HOLDS),
            (5, 92, Verdict.FAILS),  # none in three months
        ],
    )
    def test_four_fifths_after_two_weeks_and_one_in_three_months(self, by, opened, day, verdict):
        self.reached(by, opened)
        assert bulletins_reach(AT + timedelta(days=day)).verdict == verdict

    def test_who_left_since_does_not_keep_a_bulletin_from_reaching_enough(self, by):
        row = self.reached(by, 4, people=6)
        late = AT + timedelta(days=14)
        assert bulletins_reach(late).verdict == Verdict.WEAK  # four of six
        stayed = row.openings.values("person")
        leaver = queries.asked(DAY).exclude(pk__in=stayed).first()
        leaver.left_on = DAY
        leaver.save()
        assert bulletins_reach(late).verdict == Verdict.HOLDS

    def test_figures_name_bulletins_and_nobody(self, by):
        row = self.reached(by, 1)
        found = bulletins_reach(AT + timedelta(days=14))
        assert found.rows == ({"bulletin": row.pk, "reached": 1, "asked": 5},)
        assert by.name not in str(found)

    def test_one_that_has_not_begun_is_none(self, by):
        published(by, from_date=DAY + ONE)
        assert bulletins_reach(AT).verdict == Verdict.FAILS


class TestAgreement:
    @pytest.mark.parametrize(
        "change", [{"title": "別の件名"}, {"text": "別の本文"}, {"until_date": LAST + ONE}]
    )
    def test_a_bulletin_changed_behind_the_product_is_seen(self, by, change):
        row = published(by)
        assert list(differences()) == []
        Bulletin.objects.filter(pk=row.pk).update(**change)
        assert [each.subject for each in differences()] == [f"bulletin:{row.pk}"]

    def test_one_that_went_is_seen_too(self, by):
        row = published(by)
        pk = row.pk
        row.delete()
        assert [each.subject for each in differences()] == [f"bulletin:{pk}"]


class TestPoster:
    def test_lines_with_a_square_are_headings_and_empty_ones_are_left_out(self, by):
        row = published(by, text="■ 端末\n\n電源を切る\n   \n■媒体\n鍵を掛ける")
        blocks = papers.poster(row, "https://x.example/b/", "朝霧市職員共済組合").blocks
        lines = [(type(b), b.text) for b in blocks if isinstance(b, Heading | Paragraph)]
        assert lines[:4] == [
            (Heading, "端末"), (Paragraph, "電源を切る"), (Heading, "媒体"),
            (Paragraph, "鍵を掛ける"),
        ]  # fmt: skip
        assert lines[-1] == (Paragraph, "朝霧市職員共済組合")
        [labels] = [b for b in blocks if isinstance(b, Labels)]
        assert [each.code for each in labels.labels] == ["https://x.example/b/"]


class TestMine:
    def duty(self, key, day, **more):
        return Duty(key=key, day=day, title=f"{key}の仕事", plain="仕事", url="/x/", **more)

    @pytest.mark.parametrize(
        ("days", "done", "shown"),
        [(-5, False, True), (0, False, True), (30, False, True), (31, False, False),
         (3, True, False)],
    )  # fmt: skip
    def test_what_is_due_within_thirty_days_is_to_be_done_now(self, monkeypatch, days, done, shown):
        duty = self.duty("確認", DAY + timedelta(days=days), done=done)
        monkeypatch.setattr(queries, "own_duties", lambda _person, _at: [duty])
        page = text(client_for(make_person()).get("/awareness/"))
        assert ("確認の仕事" in page) is shown
        assert ("期限を過ぎています" in page) is (shown and days < 0)

    def test_a_zone_is_ones_own_by_a_terminal_in_use_or_an_account_that_opens(self):
        person = make_person()
        assert queries.zones_of(person) == []
        machine = Terminal.objects.create(
            number="M-1", zone=zone("lgwan"), unit=person.unit, system="windows", recorded_at=AT
        )
        machine.users.add(person)
        system = made("給付システム", zone_key="internet")
        listed(system, of(person, "asagiri"))
        keys = {each.key for each in queries.zones_of(person)}
        assert keys == {"lgwan", "internet"}
        row = account(system, "asagiri")
        row.enabled = False
        row.save()
        assert {each.key for each in queries.zones_of(person)} == {"lgwan"}
        assert queries.zones_of(make_person()) == []
