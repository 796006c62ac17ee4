"""An agent that follows osquery's published protocol, over real HTTPS on loopback."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.web.terminals.agent import Agent
from tests.web.terminals.https import make_certificate, serving
from tests.web.terminals.parts import GOOD_WINDOWS, OPEN, hand_in, keeper, lift, made

from sekisho.verdicts import Verdict
from sekisho.web.terminals import actions, checks
from sekisho.web.terminals.models import Node, Reading, Terminal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def address(certificate):
    with serving(*certificate) as found:
        yield found


@pytest.fixture
def secret():
    return actions.make_secret(by=keeper(), at=timezone.now())


def test_a_stock_agent_enrols_reports_and_is_asked_again(address, certificate, secret):
    now = timezone.now()
    today = {**GOOD_WINDOWS, "patches_windows": [{"installed_on": f"{now:%m/%d/%Y}"}]}
    terminal = made("PC-001", at=now)
    actions.permit(patterns=[("LibreOffice *", "")], by=keeper(), at=now)
    agent = Agent(address, certificate[0], secret=secret)

    assert agent.enrol()["node_invalid"] is False
    assert len(agent.node_key) > 30
    node = Node.objects.get()
    assert node.terminal == terminal
    assert agent.node_key not in node.key_sha256  # kept as a hash only

    schedule = agent.config()["schedule"]
    assert {name.rpartition("_")[2] for name in schedule} == {"windows"}
    assert all(query["query"].startswith("SELECT") for query in schedule.values())

    assert agent.run_schedule(today, now) == {"node_invalid": False}
    assert {r.measure for r in Reading.objects.all()} >= {"takeout", "second-factor", "patches"}
    assert checks.takeout_blocked(timezone.now()).verdict is Verdict.HOLDS
    assert checks.second_factor(timezone.now()).verdict is Verdict.HOLDS
    assert checks.reporting(timezone.now()).verdict is Verdict.HOLDS

    assert agent.distributed({}) == {}
    actions.ask_again(terminal=terminal, by=keeper(), at=timezone.now())
    asked = agent.distributed({**today, "takeout_windows": OPEN})
    assert set(asked) == set(schedule)
    assert agent.distributed({}) == {}  # once
    found = checks.takeout_blocked(timezone.now())
    assert found.verdict is Verdict.FAILS
    assert found.rows == ({"terminal": "PC-001", "problem": "bad"},)


def test_a_permit_opens_the_port_and_when_it_lapses_the_same_report_fails(
    address, certificate, secret
):
    now = timezone.now()
    terminal = made("PC-001", at=now)
    agent = Agent(address, certificate[0], secret=secret)
    agent.enrol()
    hand_in(lift(terminal, until=timezone.localdate(now)))
    agent.run_schedule({**GOOD_WINDOWS, "takeout_windows": OPEN}, now)
    assert checks.takeout_blocked(now).verdict is Verdict.HOLDS
    assert checks.lifts_ended(now).verdict is Verdict.HOLDS
    tomorrow = now + timedelta(days=1)
    for check in (checks.takeout_blocked, checks.lifts_ended):
        found = check(tomorrow)
        assert (found.verdict, found.rows[0]["terminal"]) == (Verdict.FAILS, "PC-001")
    agent.run_schedule(GOOD_WINDOWS, now)
    assert checks.lifts_ended(tomorrow).verdict is Verdict.HOLDS


def test_a_wrong_or_ended_secret_enrols_nobody(address, certificate, secret):
    assert Agent(address, certificate[0], secret="guessed").enrol() == {"node_invalid": True}
    old = secret
    actions.make_secret(by=keeper(), at=timezone.now() - timedelta(days=15))
    assert Agent(address, certificate[0], secret=old).enrol() == {"node_invalid": True}
    assert not Node.objects.exists()


def test_a_revoked_agent_is_told_to_enrol_anew(address, certificate, secret):
    made("PC-001")
    agent = Agent(address, certificate[0], secret=secret)
    agent.enrol()
    actions.revoke_node(node=Node.objects.get(), by=keeper(), at=timezone.now())
    for answer in (agent.config(), agent.log("result", []), agent.log("status", [])):
        assert answer == {"node_invalid": True}
    assert agent.enrol()["node_invalid"] is False
    assert agent.config()["node_invalid"] is False


def test_an_agent_nobody_knows_is_asked_nothing_and_not_believed(address, certificate, secret):
    terminal = made("PC-001", host="other-name")
    agent = Agent(address, certificate[0], secret=secret)
    agent.enrol()
    assert agent.config()["schedule"] == {}
    item = {"name": "takeout_windows", "snapshot": [{"path": "x", "data": "1"}], "unixTime": 1}
    assert agent.log("result", [item]) == {"node_invalid": False}
    assert not Reading.objects.exists()
    assert checks.reporting(timezone.now()).figures["strangers"] == 1
    actions.assign_node(node=Node.objects.get(), terminal=terminal, by=keeper(), at=timezone.now())
    assert set(agent.config()["schedule"]) > {"takeout_windows"}


def test_another_machine_of_the_same_name_takes_nobodys_place(address, certificate, secret):
    terminal = made("PC-001")
    first, impostor = (Agent(address, certificate[0], secret=secret) for _ in range(2))
    first.enrol()
    Node.objects.update(hardware="its-own-board")
    impostor.enrol()
    assert first.config()["schedule"]
    assert impostor.config()["schedule"] == {}
    assert Terminal.objects.get().nodes.filter(revoked_at=None).count() == 1
    assert terminal.nodes.get(revoked_at=None).hardware == "its-own-board"


def test_what_is_too_long_or_no_json_is_refused_and_the_server_lives(address, certificate, secret):
    agent = Agent(address, certificate[0], secret=secret)
    for path, raw, status in (
        ("log", b"x" * (2 * 1024 * 1024 + 1), 413),
        ("config", b"x" * (64 * 1024 + 1), 413),
        ("log", b"\xff\x00", 400),
        ("enroll", b"[]", 400),
        ("distributed/write", b"null", 400),
    ):
        try:
            found = agent.post(path, None, raw=raw)[0]
        except (ValueError, OSError):  # the refusal of a long body is a page, or a closed line
            found = 413
        assert found == status
    assert agent.enrol()["node_invalid"] is False
