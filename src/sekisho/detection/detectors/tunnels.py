"""Data carried out inside questions to the DNS: many long, fresh, letter-salad names of one domain.

Questions are counted per asker and domain (two labels, three below a country's categories such as
`co.jp`). A domain many hosts ask about is no tunnel: content networks and virus lists ask odd names
too. Reverse look-ups are left out.
"""

import ibis.expr.types as ir
from ibis import coalesce

from sekisho.detection.detectors.asking import Detector, Question, fresh, judged, rare
from sekisho.detection.detectors.setting import Setting
from sekisho.detection.sliding import PLACE

_KEYS = ("host", "peer")
_CATEGORIES = "ac|ad|co|com|ed|edu|go|gob|gov|gr|lg|mil|ne|net|or|org"
_DOMAIN = rf"((?:[^.]+\.(?:{_CATEGORIES})\.[a-z]{{2}}|[^.]+\.[^.]+))$"


def _ask(events: ir.Table, setting: Setting) -> Question:
    limits = setting.thresholds
    rows = _questions(events)
    few = rare(rows, setting)
    asked = rows.filter(judged(rows, setting)).semi_join(few, "peer")
    names = asked.group_by(list(_KEYS)).agg(
        count=asked.count(),
        names=asked.below.nunique(),
        letters=asked.below.length().sum(),
        digits=asked.below.re_replace(r"[^0-9]", "").length().sum(),
        first_us=asked.ts_us.min(),
        last_us=asked.ts_us.max(),
    )
    found = names.filter(
        (names.names >= limits.tunnel_names)
        & (names.letters >= names["count"] * limits.tunnel_letters)
        & (names.names * 1_000 >= names["count"] * limits.tunnel_fresh)
        & (names.digits * 1_000 >= names.letters * limits.tunnel_digits)
    )
    return Question(found, asked, _KEYS)


def _questions(events: ir.Table) -> ir.Table:
    """Return the questions for a name below a domain, who asked, and what stood below it."""
    found = fresh(events)
    name = found.dns_question_name
    found = found.filter(name.notnull() & ~coalesce(name.endswith(".arpa"), False))
    domain = found.dns_question_name.re_extract(_DOMAIN, 1)
    rows = found.select(
        host=coalesce(found.source_ip, found.host_name, ""),
        peer=domain,
        below=found.dns_question_name.substr(
            0, found.dns_question_name.length() - domain.length() - 1
        ),
        **{each: found[each] for each in PLACE},
    )
    return rows.filter((rows.peer != "") & (rows.below != ""))


DETECTOR = Detector("dns-tunnel", "high", _ask)
