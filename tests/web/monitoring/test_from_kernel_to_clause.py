"""A My Number host really connects out: what the kernel saw is an alert, and the clause says so.

From the packet to the board nothing is laid down by hand: a kernel's rules write it through ulogd,
a receiver takes it, and what reads, answers and checks is what runs in an office.
"""

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.collect.test_feeders import (
    CONNECT,
    MYNUMBER,
    RULES,
    SOMEBODY,
    ULOGD,
    as_root,
    inside,
    namespace,
    program,
    running,
)
from tests.collect.world import Receiver, wait
from tests.web.factories import client_for
from tests.web.monitoring.world import keeper, registered
from tests.web.policies.samples import basic, imported, published
from tests.web.zones.parts import place_zones

from sekisho.verdicts import Verdict
from sekisho.web.controls import actions as controls
from sekisho.web.controls.queries import board, states
from sekisho.web.controls.status import Status
from sekisho.web.incidents.actions.keeping import content_of
from sekisho.web.incidents.models import Evidence, Incident
from sekisho.web.monitoring import actions
from sekisho.web.monitoring.models import Alert

pytestmark = [
    pytest.mark.verification, pytest.mark.timeout(300), pytest.mark.django_db(transaction=True),
]  # fmt: skip
CHANNEL, CHECK, CONTROL = "file-ulogd", "flows-lawful", "traffic-watched"
TOPIC = "resilience.monitoring"
WATCHED = {"サーバ機器等及び管理区域について": "不正な通信の監視について"}


def connected_out(folder, settings):
    """Have a host of the My Number zone connect out in a network of its own, and be heard."""
    config, record = folder / "ulogd.conf", folder / "ulogd.json"
    config.write_text(ULOGD.format(folder=folder))
    ulogd, nft, ip = (
        program("ulogd", "ulogd2"), program("nft", "nftables"), program("ip", "iproute2"),
    )  # fmt: skip
    with (
        namespace() as name,
        Receiver(folder, files={"ulogd": record}) as receiver,
        running(ip, "netns", "exec", name, ulogd, "-c", str(config)),
    ):
        inside(name, nft, "-f", "-", input=RULES.encode())

        def tried():
            inside(name, "python3", "-c", CONNECT, MYNUMBER, SOMEBODY)
            return record.exists() and record.stat().st_size

        wait(tried, 60)
        wait(receiver.segments, 60)
    settings.COLLECT_SPOOL = receiver.spool


def checked(edition):
    """Run the check now; return its verdict, its control, and the clauses that ask for watching."""
    at = timezone.now()
    sealed = controls.run_check(check_id=CHECK, at=at)
    known = states(at)
    rows = [row for row in board(edition, at, known).rows if TOPIC in row.topics]
    assert rows
    return sealed.verdict, known[CONTROL].status, {row.state.own for row in rows}


def test_a_my_number_host_that_connects_out_turns_the_clause_until_it_is_answered(
    settings, tmp_path
):
    as_root()
    edition = published(imported(basic(**WATCHED)))
    place_zones()
    registered(channel=CHANNEL, kind="ulogd", at=timezone.now())
    verdict, control, clauses = checked(edition)
    assert verdict is not Verdict.FAILS
    assert control is not Status.FAILING
    assert Status.FAILING not in clauses

    connected_out(tmp_path, settings)
    actions.take_in(spool=settings.COLLECT_SPOOL, at=timezone.now())
    alert = Alert.objects.get(rule="zone-unpermitted")
    assert (alert.state, alert.level) == ("open", "critical")
    assert SOMEBODY in str(alert.events)
    assert checked(edition) == (Verdict.FAILS, Status.FAILING, {Status.FAILING})

    answer = client_for(keeper()).post(reverse("monitoring:incident", args=[alert.pk]))
    assert answer.status_code == 302
    incident = Incident.objects.get()
    assert incident.kind == "watched"
    assert SOMEBODY.encode() in content_of(Evidence.objects.get(incident=incident))
    verdict, control, clauses = checked(edition)
    assert verdict is Verdict.HOLDS
    assert control is not Status.FAILING
    assert Status.FAILING not in clauses
