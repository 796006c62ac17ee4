"""A small body's network for these tests: three zones, a router, configurations of it."""

from datetime import timedelta
from itertools import count

from tests.web.approvals.permitting import office, permit
from tests.web.assets.register import zone
from tests.web.factories import AT, DAY, make_person

from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.zones import actions
from sekisho.web.zones.actions import Came, DeviceEntry, FlowEntry, GatewayEntry
from sekisho.web.zones.models import Gateway

_numbers = count(1)
PREFIXES = {
    "mynumber": ("10.10.0.0/16", "fd00:10::/32"),
    "lgwan": ("10.20.0.0/16", "fd00:20::/32"),
    "internet": ("0.0.0.0/0", "::/0"),
}
INTERFACES = {"mynumber": ("lan2",), "lgwan": ("lan1",), "internet": ("lan3",)}
HEAD = """\
# RTX1220 Rev.15.04.06
console prompt asagiri-gw
ip lan1 address 10.20.0.1/16
ip lan2 address 10.10.0.1/16
ip lan3 address 192.0.2.1/24
"""
CLOSED = (
    HEAD
    + """\
ip lan1 secure filter in 1010 1999
ip lan2 secure filter in 2999
ip lan2 secure filter out 2999
ip lan3 secure filter in 3999
ip filter 1010 pass 10.20.0.0/16 192.0.2.25 tcp * 25
ip filter 1999 reject * *
ip filter 2999 reject * *
ip filter 3999 reject * *
"""
)
FORGOTTEN = CLOSED.replace(
    "ip filter 1999 reject * *", "ip filter 1900 pass * * * * *\nip filter 1999 reject * *"
).replace("in 1010 1999", "in 1010 1900 1999")
UNKNOWN = CLOSED + "ip lan1 wondrous filter in 5\n"


def keeper(**fields):
    return make_person(roles=("system-manager",), **fields)


def decider(**fields):
    return make_person(roles=("ciso",), **fields)


def place_zones(by=None, *, at=AT, families=(4, 6)):
    """Declare where the three zones lie."""
    by = by or keeper()
    for key, networks in PREFIXES.items():
        chosen = [each for each in networks if (6 if ":" in each else 4) in families]
        actions.place_zone(
            zone=zone(key), networks=chosen, interfaces=INTERFACES[key], by=by, at=at
        )


def mail_gateway(by=None, *, at=AT, **changed) -> Gateway:
    words = {
        "label": f"メール無害化 {next(_numbers)}",
        "kind": "sanitising",
        "zone": zone("internet"),
    }
    words |= {"addresses": ("192.0.2.25/32",), **changed}
    return actions.record_gateway(entry=GatewayEntry(**words), by=by or keeper(), at=at)


def flow_entry(**changed) -> FlowEntry:
    words = {
        "source": zone("lgwan"),
        "destination": zone("internet"),
        "protocol": "tcp",
        "ports": ("25",),
        "purpose": "メールの送信",
        "starts": DAY,
    }
    return FlowEntry(**{**words, **changed})


def decided_flow(by=None, *, at=AT, **changed):
    """A flow asked for by one and decided by another."""
    row = actions.ask_flow(entry=flow_entry(**changed), by=by or keeper(), at=at)
    application = Application.objects.get(subject=f"zone-flow:{row.pk}")
    deciding.approve(application=application, by=decider(), comment="", at=at)
    row.refresh_from_db()
    return row


def router(by=None, *, at=AT, **changed):
    words = {"name": f"境界ルーター {next(_numbers)}", **changed}
    return actions.record_device(entry=DeviceEntry(**words), by=by or keeper(), at=at)


def took(device, text=CLOSED, *, by=None, at=AT, **more):
    """Take a configuration; return its proof."""
    data = text if isinstance(text, bytes) else text.encode()
    came = Came("config.txt", data)
    return actions.take_configuration(device=device, came=came, by=by or keeper(), at=at, **more)


def special(people=None, *, at=AT, days=30, **changed):
    """A special flow asked for, agreed on and decided; a tuple of people is an `office()`."""
    answers = {
        "from_zone": "mynumber",
        "to_zone": "lgwan",
        "source": "10.10.0.21/32",
        "destination": "10.20.0.40/32",
        "protocol": "tcp",
        "ports": "443",
        **changed,
    }
    ends = at.date() + timedelta(days=days - 1)
    more = {"subject_words": "", "ends": ends}
    return permit(people or office(), "special-flow", answers=answers, at=at, **more)
