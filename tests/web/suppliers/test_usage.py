"""What the records of proxies say of the list of permitted services."""

import random
from datetime import date, timedelta

import ibis
import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.suppliers.serving import PROOF, keeper, permitted, served

from sekisho.detection.detectors import Service as Watched
from sekisho.detection.detectors import Setting
from sekisho.detection.detectors.external import DETECTOR as UNPERMITTED
from sekisho.detection.storing import arrow
from sekisho.verdicts import Verdict
from sekisho.web.suppliers import actions, traffic
from sekisho.web.suppliers.checks import CHECKS
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.traffic import Asked
from sekisho.web.suppliers.usage import Standing, listed_on, owners_of, usage

NEXT = timedelta(days=1)
RUN = {check.id: check.run for check in CHECKS}
CHECK = "services-used-by-leave"


@pytest.fixture
def by(db):
    return keeper()


class Proxy(list):
    """Records of a proxy, (day, Asked) each, and the runs of days it was asked about."""

    def __init__(self):
        super().__init__()
        self.runs = []

    def read(self, first, last):
        self.runs.append((first, last))
        return [each for on, each in self if first <= on <= last]


@pytest.fixture
def proxy(monkeypatch):
    found = Proxy()
    monkeypatch.setattr(traffic, "_readers", [found.read])
    return found


def requests(host, events=1, refused=0, users=1, terminals=1, on=DAY):
    return on, Asked(host, events, refused, users, terminals, AT + (on - DAY))


def standings(first=DAY - 31 * NEXT, last=DAY):
    return {(each.host, each.standing) for each in usage(first, last).uses}


class TestStanding:
    def test_permitted_in_either_regime(self, by, proxy):
        for grade, host in (("open", "light.example"), ("internal", "grave.example")):
            permitted(served(by, grade=grade, hosts=[host]), grade)
            proxy.append(requests(host))
        assert {each.standing for each in usage(DAY, DAY).uses} == {Standing.PERMITTED}

    def test_registered_without_a_permit(self, by, proxy):
        row = served(by)
        proxy.append(requests("www.yoyaku.example", events=5, users=2))
        (use,) = usage(DAY, DAY).wrong
        assert (use.standing, use.service, use.events) == (Standing.UNPERMITTED, row, 5)

    def test_used_before_the_permit_counted(self, by, proxy):
        permitted(served(by))  # from 1 June on
        proxy += [requests("yoyaku.example", on=DAY - NEXT), requests("yoyaku.example", events=3)]
        assert standings() == {
            ("yoyaku.example", Standing.UNPERMITTED), ("yoyaku.example", Standing.PERMITTED),
        }  # fmt: skip
        assert [each.events for each in usage(DAY - NEXT, DAY).wrong] == [1]

    def test_used_after_the_permits_last_day(self, by, proxy):
        permitted(served(by))  # until 31 December
        last = date(2026, 12, 31)
        proxy += [requests("yoyaku.example", on=last), requests("yoyaku.example", on=last + NEXT)]
        assert [each.last_at for each in usage(DAY, last + NEXT).wrong] == [
            AT + (last + NEXT - DAY)
        ]
        assert usage(DAY, last).wrong == ()

    def test_used_after_its_use_had_ended(self, by, proxy):
        row = served(by)
        permitted(row)
        actions.end_service(service=row, ended_on=DAY, proof=PROOF, by=by, at=AT)
        proxy += [requests("yoyaku.example"), requests("yoyaku.example", on=DAY + NEXT)]
        assert usage(DAY, DAY).wrong == ()
        (use,) = usage(DAY, DAY + NEXT).wrong
        assert use.standing is Standing.ENDED

    def test_a_host_of_two_services_is_permitted_when_one_is(self, by, proxy):
        old = served(by)
        actions.end_service(service=old, ended_on=DAY, proof=PROOF, by=by, at=AT)
        new = served(by)
        permitted(new)
        proxy.append(requests("yoyaku.example", on=DAY + NEXT))
        (use,) = usage(DAY, DAY + NEXT).uses
        assert (use.standing, use.service) == (Standing.PERMITTED, new)

    def test_known_as_a_service_and_in_no_register(self, by, proxy):
        proxy += [requests("www.dropbox.com"), requests("dropbox.com.evil.example")]
        assert standings() == {
            ("www.dropbox.com", Standing.KNOWN), ("dropbox.com.evil.example", Standing.OTHER),
        }  # fmt: skip

    def test_a_known_one_that_is_registered_and_permitted(self, by, proxy):
        permitted(served(by, hosts=["dropbox.com"]))
        proxy.append(requests("www.dropbox.com"))
        assert standings() == {("www.dropbox.com", Standing.PERMITTED)}

    def test_what_the_proxy_refused_is_no_use(self, by, proxy):
        proxy.append(requests("dropbox.com", events=4, refused=4))
        found = usage(DAY, DAY)
        assert found.wrong == ()
        assert [each.refused for each in found.stopped] == [4]

    def test_let_through_once_it_was_used(self, by, proxy):
        proxy.append(requests("dropbox.com", events=4, refused=3))
        (use,) = usage(DAY, DAY).wrong
        assert (use.events, use.refused) == (1, 3)

    def test_the_gravest_and_busiest_stand_first(self, by, proxy):
        served(by)
        proxy += [
            requests("other.example", 99), requests("yoyaku.example", 50), requests("mega.nz", 1),
            requests("dropbox.com", 2),
        ]  # fmt: skip
        assert [each.host for each in usage(DAY, DAY).uses] == [
            "dropbox.com", "mega.nz", "yoyaku.example", "other.example",
        ]  # fmt: skip

    def test_nobody_is_counted_twice_over_runs_of_days(self, by, proxy):
        row = served(by)
        actions.end_service(service=row, ended_on=DAY - 5 * NEXT, proof=PROOF, by=by, at=AT)
        proxy += [
            requests("else.example", users=3, terminals=2, on=DAY - 9 * NEXT),
            requests("else.example", users=2, terminals=4),
        ]
        (use,) = usage(DAY - 31 * NEXT, DAY).uses
        assert (use.people, use.terminals, use.events) == (3, 4, 2)

    def test_the_days_are_read_once_each(self, by, proxy):
        permitted(served(by))
        usage(DAY - 2 * NEXT, DAY + 2 * NEXT)
        assert proxy.runs == [(DAY - 2 * NEXT, DAY - NEXT), (DAY, DAY + 2 * NEXT)]


class TestHosts:
    @pytest.mark.parametrize(
        ("asked", "registered"),
        [
            ("WWW.Yoyaku.Example.", "yoyaku.example"),
            ("xn--wgv71a119e.example", "日本語.example"),
            ("日本語.example", "xn--wgv71a119e.example"),
            ("a.b.yoyaku.example", "yoyaku.example"),
        ],
    )
    def test_names_are_compared_as_the_dns_does(self, by, proxy, asked, registered):
        served(by, hosts=[registered])
        proxy.append(requests(asked))
        assert {each.standing for each in usage(DAY, DAY).uses} == {Standing.UNPERMITTED}

    @pytest.mark.parametrize(
        "asked", ["notyoyaku.example", "yoyaku.example.jp", "example", "203.0.113.9", "yoyaku"]
    )
    def test_and_never_by_a_part_of_a_label(self, by, proxy, asked):
        served(by)
        proxy.append(requests(asked))
        assert {each.standing for each in usage(DAY, DAY).uses} == {Standing.OTHER}

    def test_the_longest_name_decides(self, by, proxy):
        permitted(served(by, hosts=["files.example"]))
        outer = served(by, hosts=["secret.files.example"])
        proxy.append(requests("www.secret.files.example"))
        (use,) = usage(DAY, DAY).uses
        assert (use.service, use.standing) == (outer, Standing.UNPERMITTED)

    @pytest.mark.parametrize("host", ["co.jp", "LG.JP.", "jp", "localhost", "a b.example", "-a.jp"])
    def test_what_would_permit_half_the_country_is_no_host_of_a_service(self, by, host):
        with pytest.raises(SuppliersError, match="アドレスではありません"):
            served(by, hosts=[host])

    def test_a_name_in_japanese_is_kept_as_it_travels(self, by):
        assert served(by, hosts=["日本語.example"]).hosts == ["xn--wgv71a119e.example"]

    @given(
        host=st.lists(st.sampled_from("abc"), min_size=1, max_size=5).map(".".join),
        names=st.sets(st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(".".join)),
    )
    def test_it_is_the_longest_suffix_of_whole_labels(self, host, names):
        above = [each for each in names if f".{host}".endswith(f".{each}")]
        expected = [max(above, key=len)] if above else []
        assert owners_of(host, {each: [each] for each in names}) == expected


class TestCheck:
    def run(self, at=AT):
        return RUN[CHECK](at)

    def test_without_records_nothing_is_known(self, by, proxy):
        assert self.run().verdict is Verdict.WEAK

    def test_it_fails_and_names_the_hosts_and_how_often(self, by, proxy):
        served(by)
        proxy += [requests("mega.nz", 12, users=3), requests("yoyaku.example", 5)]
        result = self.run()
        assert result.verdict is Verdict.FAILS
        assert (result.figures["unpermitted_hosts"], result.figures["requests"]) == (2, 17)
        assert result.figures["named_hosts"] == "mega.nz(12) yoyaku.example(5)"
        told = ("asked_host", "use_standing", "users_of_host")
        assert [tuple(row[each] for each in told) for row in result.rows] == [
            ("mega.nz", "known", 3), ("yoyaku.example", "unpermitted", 1),
        ]  # fmt: skip

    def test_it_holds_with_leave_and_forgets_after_31_days(self, by, proxy):
        permitted(served(by))
        proxy += [requests("yoyaku.example", 5), requests("mega.nz", on=DAY - 32 * NEXT)]
        proxy.append(requests("dropbox.com", 2, 2))
        result = self.run()
        assert result.verdict is Verdict.HOLDS
        assert (result.figures["permitted_hosts"], result.figures["stopped_hosts"]) == (1, 1)

    def test_a_day_within_31_counts(self, by, proxy):
        proxy.append(requests("mega.nz", on=DAY - 31 * NEXT))
        assert self.run().verdict is Verdict.FAILS


class TestPage:
    @pytest.fixture
    def page(self, by, proxy):
        def opened():
            return client_for(by).get("/suppliers/services/use/").content.decode()

        with time_machine.travel(AT, tick=False):
            yield opened

    def test_it_shows_what_was_used_without_leave_and_with_it(self, by, proxy, page):
        served(by)
        permitted(served(by, hosts=["good.example"]))
        proxy += [
            requests("mega.nz", 12, users=3), requests("yoyaku.example", 5),
            requests("good.example", 7), requests("news.example", 900),
            requests("slack.com", 2, 2),
        ]  # fmt: skip
        shown = page()
        for words in ("mega.nz", "ファイルの保管と共有", "許可のないサービス", "good.example",
                      "news.example", "slack.com", "3人"):  # fmt: skip
            assert words in shown
        assert "?host=mega.nz" in shown
        assert "?host=yoyaku.example" not in shown  # stands in the register: a permit is asked for
        assert "/approvals/apply/external-service/" in shown

    def test_without_records_it_says_so(self, page):
        assert "プロキシの記録が届いていません" in page()

    def test_a_host_nobody_registered_begins_the_form(self, by):
        form = client_for(by).get("/suppliers/services/new/?host=news.example").content.decode()
        assert "news.example" in form

    def test_a_hostile_host_is_shown_as_text(self, by, proxy, page):
        proxy.append(requests("<script>alert(1)</script>"))
        assert "<script>alert(1)" not in page()

    def test_it_opens_for_nobody_else(self, by):
        client = client_for(make_person(roles=("auditor",)))
        assert client.get("/suppliers/services/use/").status_code == 403

    def test_its_queries_do_not_grow_with_services_and_hosts(
        self, by, proxy, page, django_assert_max_num_queries
    ):
        def more(number):
            permitted(served(by, hosts=[f"s{number}.example"]))
            proxy.append(requests(f"s{number}.example"))

        more(0)
        few = _cost(page)
        for number in range(1, 4):
            more(number)
        assert _cost(page) <= few


def _cost(page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        page()
    return len(found)


def asked_without_leave(names, services):
    """Return the names of which the detector of monitoring tells."""
    events = [
        {"ts_us": 1, "destination_domain": name, "host_name": name, "event_type": "allowed"}
        for name in names
    ]
    setting = Setting(0, 2, (), services=tuple(services))
    question = UNPERMITTED.ask(ibis.memtable(arrow(events)), setting)
    return set(question.rows.host.to_pyarrow().to_pylist())


class TestListed:
    def test_each_service_is_told_with_its_standing_on_the_day(self, by):
        permitted(served(by, name="許可済み", hosts=["日本語.example"]))
        served(by, name="許可なし")
        found = {each.name: each for each in listed_on(DAY)}
        assert found["許可済み"].permitted
        assert found["許可済み"].hosts == ("xn--wgv71a119e.example",)
        assert not found["許可なし"].permitted
        assert (found["dropbox.com"].hosts, found["dropbox.com"].permitted) == (
            ("dropbox.com",), False,
        )  # fmt: skip

    def test_a_permit_lists_it_only_from_its_first_day_on_and_until_its_end(self, by):
        row = served(by)
        permitted(row)
        actions.end_service(service=row, ended_on=DAY, proof=PROOF, by=by, at=AT)
        days = (DAY - 31 * NEXT, DAY, DAY + NEXT)
        listed = [each for day in days for each in listed_on(day) if each.name == row.name]
        assert [each.permitted for each in listed] == [False, True, False]

    def test_what_is_known_below_a_name_of_the_register_is_judged_by_the_register(self, by):
        assert "drive.google.com" in {each.name for each in listed_on(DAY)}
        permitted(served(by, name="許可済み", hosts=["google.com"]))
        assert "drive.google.com" not in {each.name for each in listed_on(DAY)}

    @pytest.mark.parametrize("seed", range(3))
    def test_monitoring_tells_of_the_same_hosts_as_the_list_of_uses(self, by, proxy, seed):
        chance = random.Random(seed)
        names = [
            f"{front}{name}"
            for name in ("a.example", "b.a.example", "google.com", "drive.google.com")
            for front in ("", "x.", "y.", "x.y.", "y.x.", "evil-")
        ]
        for _each in range(12):
            row = served(by, hosts=chance.sample(names, 2))
            if chance.random() < 0.5:
                permitted(row)
        proxy += [requests(name) for name in names]
        services = [Watched(each.name, each.hosts, each.permitted) for each in listed_on(DAY)]
        assert asked_without_leave(names, services) == {each.host for each in usage(DAY, DAY).wrong}

    def test_queries_do_not_grow_with_services(self, by, django_assert_num_queries):
        with django_assert_num_queries(2):
            listed_on(DAY)
        for number in range(3):
            permitted(served(by, hosts=[f"{number}.example"]))
        with django_assert_num_queries(3):
            listed_on(DAY)
