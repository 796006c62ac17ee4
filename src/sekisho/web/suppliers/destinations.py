"""The destinations a web proxy lets pass or stops, compiled from the permits of services in force.

The law: a host of a service with a permit in force is permitted until the permit's last day; one of
any other service of the register is stopped, unless a permitted service covers it. A host covers
the names below it, as the register says (`external.covers`) and as Squid reads `.host`. No host
stands below another of the same list: Squid complains of such lists. The same permits give the
same text, so that a file only changes when the permits did.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

PERMITTED_FILE = "sekisho-permitted.txt"
STOPPED_FILE = "sekisho-stopped.txt"
CONF_FILE = "sekisho-services.conf"
FOLDER = "/etc/squid"


@dataclass(frozen=True, slots=True)
class Destination:
    """A host with the service it belongs to; `until`: the last day of its permit, None: stopped."""

    host: str
    service: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Destinations:
    """What passes and what is stopped, each by host."""

    permitted: tuple[Destination, ...]
    stopped: tuple[Destination, ...]


def compiled(permitted: Iterable[Destination], others: Iterable[Destination]) -> Destinations:
    """Join the hosts of permitted services and of all others in the register."""
    passing = _outermost(permitted)
    rest = _outermost(others)
    stopped = tuple(each for each in rest if not _covered(each.host, passing))
    return Destinations(passing, stopped)


def permitted_text(found: Destinations) -> str:
    """Return the permitted hosts, one a line, as `acl … dstdomain "file"` reads them."""
    return _listed(found.permitted)


def stopped_text(found: Destinations) -> str:
    """Return the stopped hosts in the same form."""
    return _listed(found.stopped)


def squid_text(folder: str = FOLDER) -> str:
    """Return the lines for squid.conf, to stand before every other `http_access`.

    A permitted name below a stopped one passes: the permit was given for it.
    """
    head = _("関所: 外部サービスの許可から作った送信先の制限")
    narrow = _("許可したサービスだけに限る端末の範囲があるときは、次の二行の範囲を直して使う")
    return f"""# {head}
acl sekisho_permitted dstdomain "{folder}/{PERMITTED_FILE}"
acl sekisho_stopped dstdomain "{folder}/{STOPPED_FILE}"
http_access deny sekisho_stopped !sekisho_permitted
# {narrow}
# acl sekisho_limited src 10.20.0.0/16
# http_access deny sekisho_limited !sekisho_permitted
"""


def _outermost(found: Iterable[Destination]) -> tuple[Destination, ...]:
    """Return them by host: each host once, with its latest day, and none below another."""
    latest: dict[str, Destination] = {}
    for each in sorted(found, key=lambda one: (one.host, one.until or date.min, one.service)):
        latest[each.host] = each
    hosts = tuple(latest.values())
    return tuple(each for each in hosts if not _covered(each.host, hosts, itself=False))


def _covered(host: str, by: Iterable[Destination], *, itself: bool = True) -> bool:
    return any((itself and host == each.host) or host.endswith(f".{each.host}") for each in by)


def _listed(found: Iterable[Destination]) -> str:
    return "".join(f"# {_comment(each)}\n.{each.host}\n" for each in found)


def _comment(each: Destination) -> str:
    """Return what a line is about, in one line whatever the service is called."""
    name = " ".join(each.service.split())
    return f"{name} {each.until.isoformat()}" if each.until else name
