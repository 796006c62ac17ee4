"""Sign-ins as the detectors see them: who, from where, with what outcome."""

import ibis.expr.types as ir
from ibis import coalesce, literal

from sekisho.detection.detectors.asking import fresh, labelled, within
from sekisho.detection.detectors.setting import Setting
from sekisho.detection.sliding import PLACE

OUTSIDE = ""  # the place of an address that lies in no site


def sign_ins(events: ir.Table, setting: Setting) -> ir.Table:
    """Return sign-ins of people: `user` in lower case, `origin`, `place`, `outcome`.

    Accounts of machines (their names end in `$`) and sign-ins without a name are left out.
    """
    found = fresh(events)
    user = found.user_name.lower()
    found = found.filter(
        (found.event_category == "authentication")
        & found.event_outcome.isin(["success", "failure"])
        & coalesce((user != "") & (user != "-") & ~user.endswith("$"), False)
    )
    sites = [(within(found.source_ip_key, each.addresses), each.name) for each in setting.sites]
    return found.select(
        user=found.user_name.lower(),
        origin=coalesce(found.source_ip, found.source_domain, found.host_name, ""),
        addressed=found.source_ip_key.notnull(),
        place=labelled(literal(OUTSIDE), sites),
        outcome=found.event_outcome,
        **{name: found[name] for name in PLACE},
    )
