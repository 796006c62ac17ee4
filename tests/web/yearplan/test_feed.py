"""The calendar as others read it, and the secret address it is read from."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.governance.committee import called, desk, members
from tests.web.organization.sealed import kinds_of

from sekisho.web.organization.models import Person
from sekisho.web.yearplan import actions
from sekisho.web.yearplan.agreement import differences
from sekisho.web.yearplan.calendar import written
from sekisho.web.yearplan.duties import Duty
from sekisho.web.yearplan.models import Feed

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=120)
DUTIES = st.lists(
    st.builds(
        Duty, key=st.from_regex(r"[a-z0-9-]{1,30}", fullmatch=True),
        day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), title=TEXTS, plain=TEXTS,
        url=st.just(""), done=st.booleans(),
    ),
    max_size=4,
)  # fmt: skip


def read(data: bytes) -> list[dict[str, str]]:
    """Read the events of a calendar by the rules of RFC 5545, another way than it is written."""
    lines = data.decode().split("\r\n")
    assert lines.pop() == ""
    whole: list[str] = []
    for line in lines:
        assert len(line.encode()) <= 75
        if line.startswith(" "):
            whole[-1] += line[1:]
        else:
            whole.append(line)
    assert (whole[0], whole[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    for line in whole:
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and name not in {"BEGIN", "END"}:
            events[-1][name.partition(";")[0]] = unescaped(value)
    return events


def unescaped(value: str) -> str:
    out, letters = "", iter(value)
    for letter in letters:
        if letter == "\\":
            following = next(letters)
            out += "\n" if following == "n" else following
        else:
            out += letter
    return out


@given(DUTIES)
def test_what_is_written_is_read_back_by_the_rules(duties):
    events = read(written(duties, name="予定", site="https://s.example", at=AT))
    assert len(events) == len(duties)
    for event, duty in zip(events, duties, strict=True):
        assert event["UID"] == f"{duty.key}@sekisho"
        assert event["DTSTART"] == f"{duty.day:%Y%m%d}"
        assert event["DTEND"] == f"{duty.day + timedelta(days=1):%Y%m%d}"
        assert event["SUMMARY"] == ("✓ " if duty.done else "") + duty.plain


@given(DUTIES)
def test_the_title_of_a_duty_is_never_in_it(duties):
    marked = [
        Duty(key=d.key, day=d.day, title="機密の語" + d.title, plain=d.plain, url="")
        for d in duties
    ]
    assert "機密の語".encode() not in written(marked, name="予定", site="s", at=AT)


@pytest.fixture(autouse=True)
def _clock(request):
    if request.node.get_closest_marker("django_db"):
        with time_machine.travel(AT, tick=False):
            yield
    else:
        yield


def address_of(client):
    page = BeautifulSoup(client.post("/yearplan/feed/make/").content, "lxml")
    return page.select_one("code").get_text().removeprefix("http://testserver")


@pytest.mark.django_db
def test_a_calendar_program_reads_ones_own_duties_without_signing_in():
    by, people = desk(), members()
    called(by)
    address = address_of(client_for(people[1]))
    answer = Client().get(address)
    assert answer["content-type"].startswith("text/calendar")
    assert "no-cache" in answer["cache-control"]
    (event,) = read(answer.content)
    assert (event["SUMMARY"], event["DTSTART"]) == ("情報セキュリティの会議", "20260611")
    text = answer.content.decode()
    for word in ("委員", "議長", "会議室", people[1].name):
        assert word not in text


@pytest.mark.django_db
def test_only_the_fingerprint_of_the_address_is_kept_and_a_new_one_ends_the_old():
    person = make_person()
    client = client_for(person)
    first = address_of(client)
    assert first.split("/")[-1].removesuffix(".ics") not in str(Feed.objects.values())
    second = address_of(client)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    client.post("/yearplan/feed/withdraw/")
    assert Client().get(second).status_code == 404
    assert list(differences()) == []
    row = Feed.objects.first()
    assert kinds_of(f"feed:{row.pk}") == ["feed.withdrawn", "feed.made"]
    assert actions.withdraw_feed(by=person, at=AT) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["left", "closed", "no account"])
def test_the_address_of_somebody_gone_is_not_found(way):
    person = make_person()
    address = address_of(client_for(person))
    if way == "left":
        Person.objects.filter(pk=person.pk).update(left_on=DAY - timedelta(days=1))
    elif way == "closed":
        person.account.is_active = False
        person.account.save()
    else:
        Person.objects.filter(pk=person.pk).update(account=None)
    assert Client().get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "%F0%9F%98%80", "a" * 400])
def test_an_address_nobody_has_is_not_found(token):
    assert Client().get(f"/yearplan/feed/{token}.ics").status_code == 404


@pytest.mark.django_db
def test_the_page_shows_the_year_with_owner_day_and_state():
    by, people = desk(), members()
    called(by)
    page = BeautifulSoup(client_for(by).get("/yearplan/").content, "lxml").get_text()
    assert "令和8年度の計画" in page
    assert "委員会" in page
    assert people[0].name in page
    assert "14日以内" in page
    own = client_for(make_person()).get("/yearplan/")
    assert people[0].name not in own.content.decode()
    assert "全ての仕事" not in own.content.decode()
    later = client_for(by).get("/yearplan/?year=2027&whose=mine").content.decode()
    assert "令和9年度の計画" in later


@pytest.mark.django_db
def test_nobody_signed_out_makes_an_address():
    assert Client().post("/yearplan/feed/make/").status_code == 302
    assert not Feed.objects.exists()


def test_the_clock_of_the_stamp_is_utc():
    at = datetime(2026, 6, 1, 0, 30, tzinfo=UTC)
    duty = Duty(key="k", day=DAY, title="t", plain="p", url="")
    assert b"DTSTAMP:20260601T003000Z" in written([duty], name="n", site="s", at=at)
