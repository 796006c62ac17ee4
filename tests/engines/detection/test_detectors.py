"""Each detector on the least traffic it tells of, and on the most it lets pass."""

from datetime import date

import ibis
import numpy as np
import pytest
from tests.engines.detection.traffic import (
    HOUR,
    INSIDE,
    MONDAY,
    Traffic,
    beacon,
    host,
    tunnel_names,
)

from sekisho.detection.detectors import (
    DETECTORS,
    Expected,
    Service,
    Setting,
    Site,
    behaviour,
)
from sekisho.detection.detectors.telling import told, words_of
from sekisho.detection.storing import arrow
from sekisho.detection.times import DAY
from sekisho.detection.values import ends

BY_ID = {each.id: each for each in DETECTORS}
LAST = 8  # Tuesday of the second week: the days before are the past
HOUSE = "10.20.0.9"


def span(first, last):
    return ((int(ends(first)[1], 16), int(ends(last)[1], 16)),)


def setting(**changes):
    given = {
        "since_us": MONDAY + LAST * DAY,
        "until_us": MONDAY + (LAST + 1) * DAY,
        "inside": INSIDE,
    }
    return Setting(**{**given, **changes})


def asked(detector, traffic, **changes):
    given = setting(**changes)
    question = BY_ID[detector].ask(ibis.memtable(traffic.table()), given)
    return None if question is None else told(BY_ID[detector], question)


def keys(detector, traffic, **changes):
    return [alert.key for alert in asked(detector, traffic, **changes)]


def at(hours, day=LAST):
    return np.asarray(hours) * HOUR + day * 24 * HOUR


def calls(period=600, day=LAST, hours=8):
    return at(9, day) + np.arange(0, hours * HOUR, period)


@pytest.fixture
def traffic():
    """An ordinary week of one terminal, so that there is a past to compare with."""
    made = Traffic()
    for day in range(LAST + 1):
        made.connections(at([9, 10, 15], day), HOUSE, "www.example", 1_000_000)
        made.sign_ins(at([8.5], day), "hanako", HOUSE)
    return made


# The whole --------------------------------------------------------------------------------------


def test_an_ordinary_week_is_no_alert(traffic):
    assert behaviour(ibis.memtable(traffic.table()), setting()) == []


def test_no_events_at_all_are_no_alert_but_the_silence_of_whom_we_wait_for():
    empty = ibis.memtable(arrow([]))
    assert behaviour(empty, setting()) == []
    (alert,) = behaviour(empty, setting(expected=(Expected("fw", HOUR * 1_000_000),)))
    assert (alert.rule, alert.count, alert.rows) == ("silence", 0, ())


def test_the_gravest_comes_first(traffic):
    traffic.connections(calls(), HOUSE, "evil.example")
    traffic.sign_ins(at([2]), "taro", HOUSE)
    found = behaviour(ibis.memtable(traffic.table()), setting())
    assert [each.rule for each in found] == [
        "beacon",
        "off-hours-sign-in",
        "first-seen",
    ]


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda each: each.id)
def test_every_detector_says_what_why_and_what_first_in_both_languages(detector):
    words = words_of(detector.id)
    for said in (words, words.english):
        assert said.what
        assert said.why
        assert said.first


# Beacons ----------------------------------------------------------------------------------------


def test_a_beat_is_told_with_its_figures_and_its_first_events(traffic):
    traffic.connections(calls(), HOUSE, "evil.example")
    (alert,) = asked("beacon", traffic)
    assert (
        alert.what
        == f"{HOUSE} が、外部の evil.example へ、約 600 秒おきに規則正しく 48 回つながりました。"
    )
    assert alert.told(alert.words.english.what).startswith(f"{HOUSE} connected to evil.example")
    assert (alert.first_us, alert.count, len(alert.rows)) == (
        MONDAY + LAST * DAY + 9 * HOUR * 10**6,
        48,
        20,
    )


@pytest.mark.parametrize(("jitter", "office"), [(0.2, True), (0.5, False)])
def test_a_beat_with_jitter_and_losses_is_told(traffic, jitter, office):
    chance = np.random.default_rng(4)
    traffic.connections(
        beacon(chance, 300, jitter, 0.1, office=office, days=LAST + 1), HOUSE, "evil.example"
    )
    assert keys("beacon", traffic) == [(HOUSE, "evil.example")]


def test_a_beat_everybody_has_is_a_program_of_the_house(traffic):
    for number in range(8):
        traffic.connections(calls() + number, host(number), "update.example")
    assert keys("beacon", traffic) == []


def test_a_beat_of_a_few_calls_or_of_one_hour_or_of_last_week_is_not_told(traffic):
    traffic.connections(calls(3_000), HOUSE, "seldom.example")
    traffic.connections(calls(60, hours=1), HOUSE, "sitting.example")
    traffic.connections(calls(600, day=2), HOUSE, "over.example")
    assert keys("beacon", traffic) == []


def test_sittings_with_a_beat_of_their_own_fill_too_little_of_their_hours(traffic):
    for day in range(2, LAST + 1):
        for hour in (9, 11):
            traffic.connections(at(hour, day) + 5 * np.arange(12), HOUSE, "page.example")
    assert keys("beacon", traffic) == []


def test_a_beat_within_the_house_or_from_outside_is_not_told(traffic):
    traffic.connections(calls(), HOUSE, None, destination_ip="10.20.0.77")
    traffic.connections(calls(), "203.0.113.5", None, destination_ip="10.20.0.77")
    assert keys("beacon", traffic) == []
    traffic.connections(calls(), HOUSE, None, destination_ip="203.0.113.5")
    assert keys("beacon", traffic) == [(HOUSE, "203.0.113.5")]


def test_connections_of_one_moment_are_one_call(traffic):
    times = np.concatenate([calls() + more for more in (0, 0.1, 0.5)])
    traffic.connections(times, HOUSE, "evil.example")
    (alert,) = asked("beacon", traffic)
    assert alert.count == 48


# DNS tunnels ------------------------------------------------------------------------------------


def test_fifty_fresh_names_of_one_domain_are_told(traffic):
    names = tunnel_names(np.random.default_rng(1), 50, "evil.co.jp")
    traffic.questions(at(9) + np.arange(50), HOUSE, names)
    (alert,) = asked("dns-tunnel", traffic)
    assert alert.key == (HOUSE, "evil.co.jp")
    assert alert.figures["names"] == 50


@pytest.mark.parametrize(
    "names",
    [
        [f"{n:040x}.in-addr.arpa" for n in range(60)],
        [f"{n}.example" for n in range(60)],
        [f"{n % 7:040x}.cdn.example" for n in range(90)],
        ["evil.example"] * 60,
    ],
    ids=["reverse", "short", "again and again", "the domain itself"],
)
def test_ordinary_questions_are_not_told(traffic, names):
    traffic.questions(at(9) + np.arange(len(names)), HOUSE, names)
    assert keys("dns-tunnel", traffic) == []


def test_odd_names_everybody_asks_for_are_a_service(traffic):
    for number in range(8):
        names = tunnel_names(np.random.default_rng(number), 50, "virus-list.example")
        traffic.questions(at(9) + np.arange(50), host(number), names)
    assert keys("dns-tunnel", traffic) == []


# Long connections, volume, first seen -----------------------------------------------------------


@pytest.mark.parametrize(("hours", "found"), [(8, True), (7.9, False)])
def test_a_connection_held_for_eight_hours_is_told(traffic, hours, found):
    traffic.connections(at([9]), HOUSE, "remote.example", duration_us=int(hours * HOUR * 10**6))
    assert keys("long-connection", traffic) == ([(HOUSE, "remote.example")] if found else [])


@pytest.mark.parametrize(("megabytes", "found"), [(300, True), (150, False)])
def test_far_more_than_ever_before_is_told(traffic, megabytes, found):
    traffic.connections(at([11]), HOUSE, "www.example", megabytes * 10**6)
    alerts = asked("outbound-volume", traffic)
    assert [(each.figures["megabytes"], each.figures["usual_megabytes"]) for each in alerts] == (
        [(303, 3)] if found else []
    )


def test_much_sent_by_a_host_that_always_does_or_has_no_past_is_not_told(traffic):
    for day in range(LAST):
        traffic.connections(at([11], day), "10.20.0.50", "backup.example", 150_000_000)
    traffic.connections(at([11]), "10.20.0.50", "backup.example", 300_000_000)
    traffic.connections(at([11]), "10.20.0.51", "backup.example", 300_000_000)
    assert keys("outbound-volume", traffic) == []


def test_what_two_sources_recorded_is_counted_once(traffic):
    for source in ("zeek", "squid"):
        traffic.connections(at([11]), HOUSE, "www.example", 120_000_000, log_source=source)
    assert keys("outbound-volume", traffic) == []


def test_a_new_place_of_a_steady_host_is_told_and_of_a_busy_one_only_when_much_is_sent(traffic):
    for day in range(LAST):
        traffic.connections(
            at(np.arange(9, 17), day), "10.20.0.60", [f"s{n}-{day}.example" for n in range(8)]
        )
    traffic.connections(at([11]), HOUSE, "new.example")
    traffic.connections(at([11]), "10.20.0.60", "also-new.example")
    traffic.connections(at([11]), "10.20.0.60", "much.example", 60_000_000)
    traffic.connections(at([11]), "10.20.0.60", "www.example", 60_000_000)
    assert sorted(keys("first-seen", traffic)) == [
        ("10.20.0.60", "much.example"),
        (HOUSE, "new.example"),
    ]


# Sign-ins ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "day", "found"), [(2, LAST, True), (6.9, LAST, True), (7, LAST, False), (20.9, LAST, False), (21, LAST, True)]
)  # fmt: skip
def test_a_sign_in_at_night_is_told(traffic, hours, day, found):
    traffic.sign_ins(at([hours], day), "Hanako", HOUSE)
    assert keys("off-hours-sign-in", traffic) == ([("hanako", HOUSE)] if found else [])


def test_days_off_are_nights_and_so_is_a_weekend(traffic):
    traffic.sign_ins(at([11]), "taro", HOUSE)
    assert keys("off-hours-sign-in", traffic, days_off=(date(2026, 12, 8),)) == [
        ("hanako", HOUSE),
        ("taro", HOUSE),
    ]
    traffic.sign_ins(at([11], 12), "jiro", HOUSE)  # a Saturday
    saturday = {"since_us": MONDAY + 12 * DAY, "until_us": MONDAY + 13 * DAY}
    assert keys("off-hours-sign-in", traffic, **saturday) == [("jiro", HOUSE)]


def test_who_works_at_night_by_habit_or_duty_is_not_told(traffic):
    for day in range(3, LAST + 1):
        traffic.sign_ins(at([22], day), "late", HOUSE)
    traffic.sign_ins(at([3]), "guard", HOUSE)
    traffic.sign_ins(at([3]), "PC01$", HOUSE)
    traffic.sign_ins(at([3]), "hanako", HOUSE, "failure")
    assert keys("off-hours-sign-in", traffic, night_users=("guard",)) == []


SITES = (
    Site("本庁", span("10.20.0.0", "10.20.255.255")),
    Site("支所", span("10.30.0.0", "10.30.255.255")),
)


@pytest.mark.parametrize(
    ("origin", "minutes", "found"),
    [
        ("10.30.0.5", 10, True),
        ("203.0.113.9", 10, True),
        ("10.20.9.9", 10, False),
        ("10.30.0.5", 15, False),
    ],
)
def test_two_places_at_once_are_told(traffic, origin, minutes, found):
    traffic.sign_ins(at([11]), "hanako", HOUSE)
    traffic.sign_ins(at([11 + minutes / 60]), "HANAKO", origin)
    assert keys("impossible-sign-in", traffic, sites=SITES) == ([("hanako",)] if found else [])


def test_places_are_told_by_name(traffic):
    traffic.sign_ins(at([11]), "hanako", HOUSE)
    traffic.sign_ins(at([11.1]), "hanako", "203.0.113.9")
    (alert,) = asked("impossible-sign-in", traffic, sites=SITES)
    assert (
        alert.what
        == f"hanako が、本庁（{HOUSE}）と 外部（203.0.113.9）で、移動できないほど短い間にサインインしました。"
    )
    assert asked("impossible-sign-in", traffic) is None


@pytest.mark.parametrize(
    ("users", "minutes", "found"), [(8, 20, True), (7, 20, False), (8, 60, False), (15, 600, True)]
)
def test_failures_of_many_people_from_one_place_are_told(traffic, users, minutes, found):
    times = at(9) + np.linspace(0, minutes * 60, users)
    traffic.sign_ins(times, [f"u{n}" for n in range(users)], "10.20.0.66", "failure")
    traffic.sign_ins(times, "hanako", HOUSE, "failure")
    alerts = asked("password-spraying", traffic)
    assert [(each.key, each.figures["users"]) for each in alerts] == (
        [(("10.20.0.66",), users)] if found else []
    )


# External services, silence ---------------------------------------------------------------------

SERVICES = (
    Service("箱", ("hako.example", "hako-cdn.example")),
    Service("翻訳", ("honyaku.example",), permitted=True),
)


def test_services_nobody_permitted_are_told_by_name(traffic):
    traffic.connections(at([10, 11]), HOUSE, "Files.HAKO.example", 3_000_000)
    traffic.connections(at([10]), HOUSE, "honyaku.example")
    traffic.connections(at([10]), HOUSE, "nothako.example")
    (alert,) = asked("unpermitted-service", traffic, services=SERVICES)
    assert alert.what == (
        f"許可していない外部サービス「箱」が、{HOUSE} を含む 1 台の端末から "
        "2 回使われました（送信 6 MB）。"
    )
    assert asked("unpermitted-service", traffic) is None
    assert asked("unpermitted-service", traffic, services=SERVICES[1:]) is None


def test_a_service_many_terminals_used_is_one_alert(traffic):
    for number in range(30):
        traffic.connections(at([10]), f"10.20.0.{10 + number}", "hako.example")
    (alert,) = asked("unpermitted-service", traffic, services=SERVICES)
    assert (alert.figures["hosts"], alert.figures["host"], alert.count) == (30, "10.20.0.10", 30)


def test_a_name_belongs_to_the_service_with_the_longest_domain_above_it(traffic):
    services = (
        Service("大", ("big.example",)),
        Service("許可済み", ("ok.big.example", "shared.example"), permitted=True),
        Service("小", ("no.ok.big.example.",)),
        Service("共用", ("shared.example",)),
    )
    names = ["a.big.example", "ok.big.example", "b.ok.big.example", "x.no.ok.big.example",
             "shared.example"]  # fmt: skip
    for name in names:
        traffic.connections(at([10]), HOUSE, name)
    assert keys("unpermitted-service", traffic, services=services) == [("大",), ("小",)]


def test_a_long_register_of_services_is_asked_in_one_question(traffic):
    services = [Service(f"s{each}", (f"s{each}.example",)) for each in range(1_000)]
    traffic.connections(at([10]), HOUSE, "www.s777.example")
    assert keys("unpermitted-service", traffic, services=services) == [("s777",)]


def test_a_service_the_proxy_refused_was_not_used(traffic):
    traffic.add(
        at([10]),
        source_ip=HOUSE,
        destination_domain="hako.example",
        event_category="web",
        event_type="denied",
    )
    assert keys("unpermitted-service", traffic, services=SERVICES) == []


def test_a_source_is_silent_from_its_last_record_on(traffic):
    traffic.connections(at([20]), HOUSE, "www.example", host_name="pc1")
    wait = 4 * HOUR * 10**6
    expected = (
        Expected("fw", wait),
        Expected("pc1", wait, terminal=True),
        Expected("pc2", wait, terminal=True),
    )
    assert sorted(keys("silence", traffic, expected=expected)) == [
        ("fw", "記録元"),
        ("pc1", "端末"),
        ("pc2", "端末"),
    ]
    assert keys("silence", traffic, expected=(Expected("fw", wait + 1),)) == []


def test_the_words_of_silence_name_the_source(traffic):
    (alert,) = asked("silence", traffic, expected=(Expected("fw", HOUR),))
    assert alert.what == "記録元「fw」から、540 分の間、記録が届いていません。"
