"""All addresses of the product."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

_ROOMS = (
    ("", "controls.urls"),
    ("evidence/", "evidence.urls"),
    ("documents/", "policies.urls"),
    ("policy/", "policies.public_urls"),
    ("pledges/", "policies.pledge_urls"),
    ("accounts/", "organization.account_urls"),
    ("organization/", "organization.urls"),
    ("awareness/", "awareness.urls"),
    ("maildrills/", "maildrills.urls"),
    ("mail-drill/", "maildrills.public_urls"),
    ("governance/", "governance.urls"),
    ("yearplan/", "yearplan.urls"),
    ("personnel/", "personnel.urls"),
    ("approvals/", "approvals.urls"),
    ("assets/", "assets.urls"),
    ("terminals/", "terminals.urls"),
    ("machine/terminals/", "terminals.machine_urls"),
    ("premises/", "premises.urls"),
    ("training/", "training.urls"),
    ("browsing/", "browsing.urls"),
    ("monitoring/", "monitoring.urls"),
    ("corrections/", "corrections.urls"),
    ("suppliers/", "suppliers.urls"),
    ("audits/", "audits.urls"),
    ("inspections/", "audits.inspection_urls"),
    ("reviews/", "reviews.urls"),
    ("systems/", "systems.urls"),
    ("machine/systems/", "systems.machine_urls"),
    ("separation/", "zones.urls"),
    ("transfers/", "transfers.urls"),
    ("incidents/", "incidents.urls"),
    ("risks/", "risks.urls"),
    ("notices/", "notices.urls"),
    ("search/", "search.urls"),
    ("ui/", "ui.urls"),
)
urlpatterns: list[URLPattern | URLResolver] = [
    *(
        path(prefix, include(f"sekisho.web.{room}"))
        for prefix, room in _ROOMS
        if find_spec(f"sekisho.web.{room}")
    ),
    path("language/", set_language, name="set_language"),
]
