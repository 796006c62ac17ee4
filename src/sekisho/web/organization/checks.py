"""What this room can prove: roles held and kept apart, second factors, accounts and scope."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load
from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.organization.access import SECOND_FACTORS
from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Account, Person, RoleHolding, ScopeEntry
from sekisho.web.organization.presence import presence_sources
from sekisho.web.organization.queries import ENDS_SOON, last_day

if TYPE_CHECKING:
    from uuid import UUID

Row = Mapping[str, Value]
FIRST_USE = timedelta(days=14)
DORMANT = timedelta(days=90)


def roles_held(at: datetime) -> Result:
    """Every mandatory role has a holder, and will have one on each of the next 14 days."""
    today = timezone.localdate(at)
    mandatory = [role.id for role in load().roles.values() if role.mandatory]
    spans = _spans(mandatory, today)
    vacant = [role for role in mandatory if not _held(spans.get(role, ()), today)]
    days = [today + timedelta(days=n) for n in range(1, ENDS_SOON.days + 1)]
    ending = [
        role
        for role in mandatory
        if role not in vacant and not all(_held(spans[role], day) for day in days)
    ]
    rows: list[Row] = [{"role": role, "state": "vacant"} for role in vacant]
    rows += [{"role": role, "state": "ending"} for role in ending]
    figures = {"mandatory": len(mandatory), "vacant": len(vacant), "ending": len(ending)}
    if vacant:
        message = gettext_noop("必須の役割{mandatory}のうち、{vacant}に就いている人がいません。")
        return Result(Verdict.FAILS, message, figures, tuple(rows))
    if ending:
        message = gettext_noop("必須の役割のうち、{ending}で14日以内に就く人がいなくなります。")
        return Result(Verdict.WEAK, message, figures, tuple(rows))
    message = gettext_noop("必須の役割{mandatory}の全てに、就いている人がいます。")
    return Result(Verdict.HOLDS, message, figures)


def roles_separated(at: datetime) -> Result:
    """Nobody holds two roles that the catalogue keeps apart (audit and what it audits)."""
    held: dict[str, set[str]] = {}
    rows = RoleHolding.objects.on(timezone.localdate(at)).order_by("person__opaque_id", "role")
    for opaque, role in rows.values_list("person__opaque_id", "role"):
        held.setdefault(str(opaque), set()).add(role)
    found: list[Row] = [
        {"person": person, "role": one, "with": other}
        for person, roles in held.items()
        for one, other in conflicting(roles)
    ]
    figures = {"holders": len(held), "conflicts": len(found)}
    if found:
        message = gettext_noop("同じ人が兼ねてはならない役割の兼務が{conflicts}件あります。")
        return Result(Verdict.FAILS, message, figures, tuple(found))
    if not held:
        message = gettext_noop(
            "役割に就いている人が一人もいないため、兼務を確かめられません。役割を割り当ててください。"
        )
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop("役割に就いている{holders}人に、禁じられた兼務はありません。")
    return Result(Verdict.HOLDS, message, figures)


def second_factor_enrolled(at: datetime) -> Result:
    """Everybody whose role asks for a second factor, and who can sign in, has one."""
    roles = [role.id for role in load().roles.values() if role.second_factor]
    holders = RoleHolding.objects.on(timezone.localdate(at)).filter(role__in=roles)
    people = Person.objects.filter(pk__in=holders.values("person"), account__is_active=True)
    enrolled = Authenticator.objects.filter(type__in=SECOND_FACTORS).values("user")
    missing = people.exclude(account__in=enrolled).order_by("opaque_id")
    rows = _people(missing.values_list("opaque_id", flat=True))
    figures = {"holders": people.count(), "missing": len(rows)}
    if rows:
        message = gettext_noop(
            "第二の認証が必要な{holders}人のうち、{missing}人がまだ登録していません。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    if not figures["holders"]:
        message = gettext_noop(
            "第二の認証が必要な役割に就き、ログインできる人がいません。役割の割当てを確かめてください。"
        )
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop("第二の認証が必要な{holders}人の全員が登録しています。")
    return Result(Verdict.HOLDS, message, figures)


def accounts_in_scope(at: datetime) -> Result:
    """Everybody with an account, an entry right or a medium stands inside the scope register.

    Only registers that were handed in are read; the sentence and the figures say which.
    """
    today = timezone.localdate(at)
    sources = presence_sources()
    inside = _inside(today)
    met = [each for source in sources for each in source.present_on(today)]
    outside = [each for each in met if each.person not in inside]
    rows: tuple[Row, ...] = tuple(
        {"person": each.person, "label": "" if each.person else each.label, "kind": each.kind}
        for each in outside
    )
    kinds = frozenset(source.kind for source in sources)
    figures: dict[str, int | str] = {"holders": len(met), "outside": len(outside)}
    for kind, name in (("account", "accounts"), ("entry", "entries"), ("media", "media")):
        figures[name] = sum(e.kind == kind for e in met) if kind in kinds else "unread"
    if not met:
        message = gettext_noop(
            "アカウント等を持つ人が一人もいないため、適用対象者の登録と比べられません。"
        )
        return Result(Verdict.WEAK, message, figures)
    holds, fails = _SCOPE_SENTENCES["entry" in kinds, "media" in kinds]
    return Result(Verdict.FAILS if rows else Verdict.HOLDS, fails if rows else holds, figures, rows)


# By whether the registers of entry and of media are there: when all stand inside, when not.
_SCOPE_SENTENCES = {
    (False, False): (
        gettext_noop(
            "アカウントを持つ{holders}件の全てが適用対象者として登録されています。"
            "入室・媒体の台帳は未登録のため、読んでいません。"
        ),
        gettext_noop(
            "アカウントを持つ{holders}件のうち、{outside}件が適用対象者の登録の外です。"
            "入室・媒体の台帳は未登録のため、読んでいません。"
        ),
    ),
    (True, False): (
        gettext_noop(
            "アカウント・入室を持つ{holders}件の全てが適用対象者として登録されています。"
            "媒体の台帳は未登録のため、読んでいません。"
        ),
        gettext_noop(
            "アカウント・入室を持つ{holders}件のうち、{outside}件が適用対象者の登録の外です。"
            "媒体の台帳は未登録のため、読んでいません。"
        ),
    ),
    (False, True): (
        gettext_noop(
            "アカウント・媒体を持つ{holders}件の全てが適用対象者として登録されています。"
            "入室の台帳は未登録のため、読んでいません。"
        ),
        gettext_noop(
            "アカウント・媒体を持つ{holders}件のうち、{outside}件が適用対象者の登録の外です。"
            "入室の台帳は未登録のため、読んでいません。"
        ),
    ),
    (True, True): (
        gettext_noop(
            "アカウント・入室・媒体を持つ{holders}件の全てが適用対象者として登録されています。"
        ),
        gettext_noop(
            "アカウント・入室・媒体を持つ{holders}件のうち、{outside}件が適用対象者の登録の外です。"
        ),
    ),
}


def accounts_of_leavers_closed(at: datetime) -> Result:
    """Nobody who has left still has an open account."""
    left = Person.objects.filter(left_on__lt=timezone.localdate(at)).exclude(account=None)
    still = left.filter(account__is_active=True).order_by("opaque_id")
    rows = _people(still.values_list("opaque_id", flat=True))
    figures = {"leavers": left.count(), "open": len(rows)}
    if rows:
        message = gettext_noop("離任した人のアカウントが{open}件、閉じられていません。")
        return Result(Verdict.FAILS, message, figures, rows)
    message = gettext_noop("離任した{leavers}人のアカウントは全て閉じられています。")
    return Result(Verdict.HOLDS, message, figures)


def accounts_dormant(at: datetime) -> Result:
    """No open account lies unused: never signed in 14 days after opening, or not for 90 days."""
    unused = Q(last_login=None, created_at__lt=at - FIRST_USE) | Q(last_login__lt=at - DORMANT)
    accounts = Account.objects.filter(is_active=True)
    holders = accounts.filter(unused).order_by("pk")
    found: Iterable[tuple[int, UUID | None]] = holders.values_list("pk", "person__opaque_id")
    rows: tuple[Row, ...] = tuple(
        {"person": str(person) if person else None, "label": f"account:{pk}"}
        for pk, person in found
    )
    figures = {"accounts": accounts.count(), "dormant": len(rows)}
    if rows:
        message = gettext_noop("アカウント{accounts}件のうち、{dormant}件が長く使われていません。")
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop("アカウント{accounts}件に、長く使われていないものはありません。")
    return Result(Verdict.HOLDS, message, figures)


CHECKS: tuple[Check, ...] = (
    Check("roles-held", roles_held),
    Check("roles-separated", roles_separated),
    Check("second-factor-enrolled", second_factor_enrolled),
    Check("accounts-in-scope", accounts_in_scope),
    Check("accounts-of-leavers-closed", accounts_of_leavers_closed),
    Check("accounts-dormant", accounts_dormant),
)

Span = tuple[date, date | None]


def _spans(roles: list[str], today: date) -> dict[str, list[Span]]:
    """Return from when until when each role is held, as far as it touches the days ahead."""
    rows = RoleHolding.objects.filter(role__in=roles, from_date__lte=today + ENDS_SOON)
    spans: dict[str, list[Span]] = {}
    for holding in rows.filter(Q(until_date=None) | Q(until_date__gte=today)).select_related(
        "person"
    ):
        start = max(holding.from_date, holding.person.joined_on)
        spans.setdefault(holding.role, []).append((start, last_day(holding)))
    return spans


def _held(spans: Iterable[Span], day: date) -> bool:
    return any(start <= day and (end is None or day <= end) for start, end in spans)


def conflicting(roles: set[str]) -> list[tuple[str, str]]:
    """Return each forbidden pair among the roles once, in order."""
    known = load().roles
    pairs = {
        (min(role, other), max(role, other))
        for role in roles
        if role in known
        for other in known[role].conflicts
        if other in roles
    }
    return sorted(pairs)


def _inside(day: date) -> frozenset[str | None]:
    """Return the opaque ids of everybody inside the scope register on the day."""
    relations = [kind.id for kind in kinds().values() if kind.in_scope]
    rows = ScopeEntry.objects.filter(relation__in=relations, from_date__lte=day)
    rows = rows.filter(Q(until_date=None) | Q(until_date__gte=day)).order_by()
    return frozenset(str(each) for each in rows.values_list("person__opaque_id", flat=True))


def _people(opaque_ids: Iterable[object]) -> tuple[Row, ...]:
    return tuple({"person": str(each)} for each in opaque_ids)
