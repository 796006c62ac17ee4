"""Who of contractors came into controlled areas: known to a room beside this one, handed in.

The law: somebody received for a firm at work for the body stands on that contract's list of
workers, for that area, on that day. Names are compared without blanks and as NFKC; a firm is the
one whose name, without its legal form, stands in what the visitor gave as company.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sekisho.web.suppliers.models import Worker

_FORMS = re.compile(
    "株式会社|有限会社|合同会社|一般社団法人|一般財団法人|公益財団法人|[(（]株[)）]|[(（]有[)）]"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody received in an area: for which company, by what name, when; `reference` its row."""

    company: str
    name: str
    area: str  # as `area:3`
    on: date
    reference: str  # as `visit:12`


EntrySource = Callable[[date, date], Iterable[Entry]]  # first and last day asked about

_sources: list[EntrySource] = []


def install(*sources: EntrySource) -> None:
    """Take what knows who entered; called once at start-up."""
    _sources[:] = sources


def known() -> bool:
    """Whether anything was handed in."""
    return bool(_sources)


def entries_between(first: date, last: date) -> tuple[Entry, ...]:
    """Return everybody received on one of the days."""
    return tuple(each for source in _sources for each in source(first, last))


def unlisted(
    entries: Iterable[Entry], firms: Iterable[str], workers: Mapping[str, Iterable[Worker]]
) -> tuple[Entry, ...]:
    """Return those received for one of the firms who stand on none of its lists for that area.

    `workers` are the lines of lists by the name of the firm.
    """
    names = {firm: company(firm) for firm in firms}
    found = []
    for each in entries:
        given = company(each.company)
        mine = [firm for firm, plain in names.items() if plain and plain in given]
        lines = [line for firm in mine for line in workers.get(firm, ())]
        if mine and not any(_covers(line, each) for line in lines):
            found.append(each)
    return tuple(found)


def company(name: str) -> str:
    """Return a firm's name as it is compared: without legal form and blanks."""
    return plain(_FORMS.sub("", unicodedata.normalize("NFKC", name)))


def plain(name: str) -> str:
    """Return a name as it is compared."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _covers(line: Worker, entry: Entry) -> bool:
    late = line.until_date is not None and line.until_date < entry.on
    in_time = line.from_date <= entry.on and not late
    return in_time and entry.area in line.areas and plain(line.name) == plain(entry.name)
