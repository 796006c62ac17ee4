"""What every page's frame shows."""

from collections.abc import Callable, Mapping
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sekisho.web.approvals.access import to_decide
from sekisho.web.approvals.seating import sitter_of
from sekisho.web.evidence import queries as evidence
from sekisho.web.notices.models import Notice
from sekisho.web.organization.access import Standing, second_factor_used
from sekisho.web.ui.navigation import NavGroup, NavItem

# address name, label, permission words one of which opens it (empty: everybody signed in)
_Place = tuple[str, str | Promise, frozenset[str]]
_GROUPS: tuple[tuple[str | Promise, tuple[_Place, ...]], ...] = (
    (
        _("方針の実施"),
        (
            ("controls:board", _("実施状況"), frozenset({"status.read"})),
            ("controls:catalogue", _("対策"), frozenset({"status.read"})),
            ("policies:documents", _("文書"), frozenset()),
            ("evidence:list", _("証跡と台帳"), frozenset({"evidence.read"})),
        ),
    ),
    (
        _("自分の仕事"),
        (
            ("awareness:mine", _("私が守ること"), frozenset()),
            ("pledges:mine", _("遵守の確認"), frozenset()),
            ("training:mine", _("研修"), frozenset()),
            ("inspections:mine", _("自己点検"), frozenset()),
            ("approvals:waiting", _("決裁"), frozenset()),
            ("yearplan:plan", _("年間計画"), frozenset()),
            ("incidents:report", _("異常の報告"), frozenset()),
            ("maildrills:report", _("怪しいメールの報告"), frozenset()),
            ("browsing:mine", _("インターネット閲覧"), frozenset()),
        ),
    ),
    (
        _("通信と受渡し"),
        (
            ("transfers:list", _("受渡し"), frozenset()),
            ("zones:map", _("領域の分離"), frozenset({"zones.read", "zones.manage"})),
            (
                "monitoring:watch",
                _("監視"),
                frozenset({"monitoring.read", "monitoring.manage"}),
            ),
        ),
    ),
    (
        _("点検と事故"),
        (
            (
                "audits:board",
                _("監査"),
                frozenset({"audits.manage", "audits.carry", "audits.visit", "documents.approve"}),
            ),
            ("maildrills:list", _("標的型メール訓練"), frozenset({"training.manage"})),
            ("risks:board", _("リスク"), frozenset({"status.read", "assets.manage"})),
            ("corrections:list", _("是正措置"), frozenset()),
            ("reviews:cycle", _("見直し"), frozenset({"status.read"})),
            (
                "incidents:list",
                _("インシデント"),
                frozenset({"incidents.read", "incidents.manage"}),
            ),
        ),
    ),
    (
        _("管理する台帳"),
        (
            ("governance:chart", _("推進体制"), frozenset({"status.read"})),
            ("organization:people", _("組織と人"), frozenset({"status.read"})),
            ("assets:list", _("情報資産"), frozenset({"status.read"})),
            ("terminals:list", _("端末"), frozenset({"status.read"})),
            ("systems:list", _("情報システム"), frozenset({"status.read"})),
            ("premises:areas", _("物理的対策"), frozenset({"status.read"})),
            ("suppliers:contracts", _("委託と外部サービス"), frozenset({"status.read"})),
        ),
    ),
)

# Rooms whose pages stand among those of another place.
_HOME = {"personnel": "organization"}


def frame(request: HttpRequest) -> dict[str, object]:
    """Return the values of the page frame; who is not yet through sees only the product's name."""
    base: dict[str, object] = {"version": _version(), "body_name": settings.BODY_NAME}
    person = getattr(request, "person", None)
    if person is None or not _through(request):
        return base
    rights: frozenset[str] = request.rights  # type: ignore[attr-defined]  # set beside person
    return base | {
        "navigation": _navigation(request, rights),
        "search_url": "" if _namespace(request) == "search" else reverse("search:search"),
        "notices_url": reverse("notices:mine"),
        "notices_count": Notice.objects.open_count(person),
        "ledger_size": evidence.size(),
    }


def _navigation(request: HttpRequest, rights: frozenset[str]) -> tuple[NavGroup, ...]:
    """Return the places these rights open, in their groups."""
    badges = {"approvals:waiting": _waiting(request, rights)}
    groups = (
        NavGroup(
            str(label),
            tuple(
                NavItem(reverse(name), str(called), _current(request, name), badges.get(name, 0))
                for name, called, wanted in places
                if not wanted or wanted & rights
            ),
        )
        for label, places in _GROUPS
    )
    return tuple(group for group in groups if group.items)


def _waiting(request: HttpRequest, rights: frozenset[str]) -> int:
    """Return how many applications wait for this person's decision."""
    person = request.person  # type: ignore[attr-defined]  # set beside the rights
    return to_decide(person, sitter_of(person, timezone.localdate(), rights)).count()


def _through(request: HttpRequest) -> bool:
    """Whether sign-in lacks nothing any more: own password set, second factor proven if wanted.

    No page of a room answers before (`RightsMiddleware`); pages no address leads to come here.
    """
    standing: Standing | None = request.standing  # type: ignore[attr-defined]  # set beside person
    if standing is None or getattr(request.user, "must_change_password", True):
        return False
    return not standing.needs_second_factor or (standing.enrolled and second_factor_used(request))


def _current(request: HttpRequest, name: str) -> bool:
    """Whether the page asked for belongs to the room of that place."""
    match = request.resolver_match
    return (
        match is not None
        and _HOME.get(match.namespace, match.namespace) == name.partition(":")[0]
        and (match.namespace not in _PARTED or _PARTED[match.namespace](match.url_name) == name)
    )


def _namespace(request: HttpRequest) -> str:
    """Return the room whose page is asked for; nothing for an address of none."""
    match = request.resolver_match
    return match.namespace if match else ""


def _in_controls(url_name: str | None) -> str:
    """Return which of the two places of the controls room a page belongs to."""
    own = {"catalogue", "control", "run", "set-aside", "apply-again", "attest"}
    return "controls:catalogue" if url_name in own else "controls:board"


def _in_incidents(url_name: str | None) -> str:
    """Return which of the two places of the incidents room a page belongs to."""
    return "incidents:report" if url_name in {"report", "received"} else "incidents:list"


def _in_maildrills(url_name: str | None) -> str:
    """Return which of the two places of the drills' room a page belongs to."""
    return "maildrills:report" if url_name == "report" else "maildrills:list"


# Rooms with two places, and how to tell which one a page belongs to.
_PARTED: Mapping[str, Callable[[str | None], str]] = {
    "controls": _in_controls,
    "incidents": _in_incidents,
    "maildrills": _in_maildrills,
}


@cache
def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415  # only read once

    return version("sekisho")
