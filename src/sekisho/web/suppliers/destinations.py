"""The destinations a web proxy lets pass or stops, compiled from the permits of services in force.

The law, as `usage` judges what was used: the longest name of the register that covers a host
decides. A name with a permit in force passes until the permit's last day, also where another
service has the same name; any other is stopped, a name below a permitted one among them. A host
covers the names below it, as Squid reads `.host`. No host stands below another of the same list:
Squid complains of such lists. Where a permitted name has a stopped one both above and below it,
it is stopped as well: the lists cannot say more. The same permits give the same text, so that a
file only changes when the permits did.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

PERMITTED_FILE = "sekisho-permitted.txt"
EXEMPT_FILE = "sekisho-exempt.txt"
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
    """What passes and what is stopped, each by host.

    `exempt`: the permitted names with nothing stopped below, which pass below a stopped one too.
    """

    permitted: tuple[Destination, ...]
    exempt: tuple[Destination, ...]
    stopped: tuple[Destination, ...]


def compiled(permitted: Iterable[Destination], others: Iterable[Destination]) -> Destinations:
    """Join the hosts of permitted services and of all others in the register."""
    passing = tuple(permitted)
    names = {each.host for each in passing}
    stopped = [each for each in others if each.host not in names]
    exempt = (each for each in passing if not any(_below(one.host, each.host) for one in stopped))
    return Destinations(_outermost(passing), _outermost(exempt), _outermost(stopped))


def squid_text(folder: str = FOLDER) -> str:
    """Return the lines for squid.conf, to stand before every other `http_access`."""
    head = _("関所: 外部サービスの許可から作った送信先の制限")
    narrow = _("許可したサービスだけに限る端末の範囲があるときは、次の二行の範囲を直して使う")
    return f"""# {head}
acl sekisho_permitted dstdomain "{folder}/{PERMITTED_FILE}"
acl sekisho_exempt dstdomain "{folder}/{EXEMPT_FILE}"
acl sekisho_stopped dstdomain "{folder}/{STOPPED_FILE}"
http_access deny sekisho_stopped !sekisho_exempt
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
    return tuple(each for each in hosts if not any(_below(each.host, one.host) for one in hosts))


def _below(host: str, other: str) -> bool:
    return host.endswith(f".{other}")


def _listed(found: Iterable[Destination]) -> str:
    """Return hosts, one a line, as `acl … dstdomain "file"` reads them."""
    return "".join(f"# {_comment(each)}\n.{each.host}\n" for each in found)


def _comment(each: Destination) -> str:
    """Return what a line is about, in one line whatever the service is called."""
    name = " ".join(each.service.split())
    return f"{name} {each.until.isoformat()}" if each.until else name


FORMS: dict[str, Callable[[Destinations], str]] = {
    PERMITTED_FILE: lambda found: _listed(found.permitted),
    EXEMPT_FILE: lambda found: _listed(found.exempt),
    STOPPED_FILE: lambda found: _listed(found.stopped),
    CONF_FILE: lambda _found: squid_text(),
}
