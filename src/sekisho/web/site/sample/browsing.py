"""Screen transfer of the sample: sessions of the last days, a refused host and a refused ticket."""

from datetime import datetime, timedelta

from sekisho.screen import Record
from sekisho.web.browsing import actions
from sekisho.web.browsing.records import Record as Told
from sekisho.web.browsing.records import record_of
from sekisho.web.organization.models import Person

_HOST = "screen-1"
# who, how many days ago, minutes, how it ended, which hosts: a "!" before one that was refused
_SESSIONS = (
    ("onishi", 6, 22, "asked", ("www.example.go.jp", "support.toyo-system.example")),
    ("hamada", 5, 41, "idle", ("www.example.jp", "!10.10.0.5")),
    ("onishi", 2, 9, "asked", ("kenshin.asunaro-clinic.example",)),
    ("aizawa", 1, 15, "asked", ("www.example.lg.jp", "map.example.jp")),
)


def make_browsing(people: dict[str, Person], *, at: datetime) -> None:
    """Take in what a session host would have written down."""
    found: list[Told] = []
    for number, (who, days, minutes, ending, hosts) in enumerate(_SESSIONS):
        person, begun = people[who], at - timedelta(days=days)
        said: list[tuple[str, timedelta, dict[str, object]]] = [
            ("opened", timedelta(), {"zone": "lgwan", "address": "10.20.0.31"}),
            *(("visit", timedelta(minutes=1 + n), _visit(each)) for n, each in enumerate(hosts)),
            ("ended", timedelta(minutes=minutes), {"ending": ending, "left": 0}),
        ]
        for kind, after, details in said:
            row = Record(
                kind,  # type: ignore[arg-type]  # of the three above
                (begun + after).isoformat(),
                _HOST,
                f"sample-{number}",
                str(person.opaque_id),
                details,
            )
            found.append(record_of(f"sample-{len(found)}", row.as_bytes()))
    details = {"code": "other-address", "address": "10.20.0.48"}
    row = Record("refused", (at - timedelta(days=3)).isoformat(), _HOST, "", "", details)
    found.append(record_of(f"sample-{len(found)}", row.as_bytes()))
    actions.record(found, lambda *_: None, at)


def _visit(host: str) -> dict[str, object]:
    refused = "inner" if host.startswith("!") else ""
    return {"to": host.lstrip("!"), "port": 443, "refused": refused}
