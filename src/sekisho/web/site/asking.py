"""What monitoring knows of proxies, as the list of permitted services is held against it."""

from collections.abc import Iterable
from datetime import date

from sekisho.web.monitoring.queries import hosts_asked
from sekisho.web.suppliers.traffic import Asked


def asked_of_proxies(first: date, last: date) -> Iterable[Asked]:
    """Return every host proxies were asked for on some days, both included."""
    return [
        Asked(each.host, each.events, each.refused, each.users, each.terminals, each.last_at)
        for each in hosts_asked(first, last)
    ]
