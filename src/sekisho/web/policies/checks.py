"""What this room can prove: documents in force, reviewed, restricted, and confirmed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import Role, load
from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.organization.models import RoleHolding
from sekisho.web.policies import queries
from sekisho.web.policies.agreement import unlike_the_ledger
from sekisho.web.policies.models import READ_PROCEDURES, Clause, Document, Edition

ROWS = 200  # rows named in a result
REVIEW_DAYS = 365
REVIEW_WARNING_DAYS = 30

# 実施手順 are for who carries them out, answers for them or audits them. A role that only
# deliberates, or only reads, is not among them, whatever somebody writes into the catalogue.
PROCEDURE_READERS = frozenset(
    {
        "ciso",
        "deputy-ciso",
        "chief-officer",
        "officer",
        "manager",
        "system-manager",
        "system-operator",
        "secretariat",
        "csirt-head",
        "csirt-member",
        "contact-point",
        "audit-head",
        "auditor",
        "social-media-owner",
        "data-custodian",
    }
)

Kind = Document.Kind
State = Edition.State

_ALTERED = gettext_noop(
    "施行中とされる文書{editions}件のうち{altered}件が、台帳に封印した決裁・施行の記録と違います。"
    "控えと照合し、元に戻してください。"
)


def _in_force(kind: str, found: str, missing: str) -> Callable[[datetime], Result]:
    """Return a check that an edition of that kind is in force on the day, and was decided.

    What the ledger does not know as decided and in force, as it stands, counts as altered.
    """

    def run(at: datetime) -> Result:
        today = timezone.localdate(at)
        rows = Edition.objects.in_force().filter(document__kind=kind, effective_on__lte=today)
        editions = list(rows.light().order_by("pk"))
        changed = unlike_the_ledger(editions)
        figures = {"editions": len(editions), "altered": len(changed)}
        named = _rows({"edition": e.pk, "number": e.number} for e in changed or editions)
        if changed:
            return Result(Verdict.FAILS, _ALTERED, figures, named)
        if not editions:
            return Result(Verdict.FAILS, missing, figures)
        return Result(Verdict.HOLDS, found, figures, named)

    return run


basic_policy_in_force = _in_force(
    Kind.BASIC,
    gettext_noop("決裁を経た基本方針が施行されています。"),
    gettext_noop("施行中の基本方針がありません。取り込み、決裁を受けて施行してください。"),
)
standard_in_force = _in_force(
    Kind.STANDARD,
    gettext_noop("決裁を経た対策基準が{editions}件施行されています。"),
    gettext_noop("施行中の対策基準がありません。取り込み、決裁を受けて施行してください。"),
)
procedures_in_force = _in_force(
    Kind.PROCEDURE,
    gettext_noop("決裁を経た実施手順が{editions}件施行されています。"),
    gettext_noop("施行中の実施手順がありません。取り込み、決裁を受けて施行してください。"),
)


def procedures_restricted(at: datetime) -> Result:
    """Read which roles can read 実施手順, and try with every other role to get at one.

    Without one there is nothing to try, which proves nothing.
    """
    today = timezone.localdate(at)
    roles = load().roles.values()
    outside = [r.id for r in roles if _reads(r) and r.id not in PROCEDURE_READERS]
    leaking = [role.id for role in roles if not _reads(role) and _sees_procedure(role)]
    holders = RoleHolding.objects.on(today).filter(role__in=outside)
    figures = {
        "roles": sum(map(_reads, roles)),
        "outside": len(outside),
        "leaking": len(leaking),
        "holders_outside": holders.values("person").distinct().count(),
        "procedures": Document.objects.filter(kind=Kind.PROCEDURE).count(),
    }
    rows = _rows({"role": role} for role in [*outside, *leaking])
    if outside or leaking:
        message = gettext_noop(
            "実施手順を読める役割のうち{outside}個が、許された役割の一覧にありません"
            "（該当者{holders_outside}人）。権限のない役割から見えたものは{leaking}個です。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    if not figures["procedures"]:
        message = gettext_noop(
            "実施手順がまだ一件もないため、読めないことを確かめられません。"
            "読める役割{roles}個は、許された役割の一覧のとおりです。"
        )
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop(
        "実施手順{procedures}件は、許された{roles}個の役割だけが読めます。"
        "ほかの役割では一件も読めないことを確かめました。"
    )
    return Result(Verdict.HOLDS, message, figures)


def policy_reviewed(at: datetime) -> Result:
    """Compare the last review, or else the publication, of each edition in force with a year."""
    today = timezone.localdate(at)
    ages = [(row.pk, _days_since_review(row, today)) for row in Edition.objects.in_force().light()]
    late = [(pk, days) for pk, days in ages if days > REVIEW_DAYS]
    near = [
        (pk, days) for pk, days in ages if REVIEW_DAYS - REVIEW_WARNING_DAYS < days <= REVIEW_DAYS
    ]
    figures = {"editions": len(ages), "late": len(late), "near": len(near)}
    rows = _rows({"edition": pk, "days": days} for pk, days in [*late, *near])
    if not ages:
        return Result(Verdict.FAILS, gettext_noop("施行中の文書がありません。"), figures)
    if late:
        message = gettext_noop(
            "施行中の{editions}件のうち{late}件が、一年を超えて見直されていません。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    if near:
        message = gettext_noop(
            "施行中の{editions}件のうち{near}件の見直しが、30日以内に一年を迎えます。"
        )
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop("施行中の{editions}件は、すべて一年以内に見直されています。")
    return Result(Verdict.HOLDS, message, figures)


def pledges_confirmed(at: datetime) -> Result:
    """Count who confirmed every edition in force that asks; one left open is not confirmed."""
    today = timezone.localdate(at)
    editions = list(queries.editions_asked())
    figures = {"documents": len(editions), "asked": 0, "unasked": 0, "confirmed": 0, "overdue": 0}
    if not any(each.document.kind == Kind.BASIC for each in editions):
        message = gettext_noop("施行中の基本方針がないため、遵守の確認を求めていません。")
        return Result(Verdict.FAILS, message, figures)
    figures |= queries.confirmed_by_all(editions, today)
    rows = _rows(
        {
            "edition": edition.pk,
            "unit": each.unit.pk,
            "asked": each.asked,
            "confirmed": each.confirmed,
            "overdue": each.overdue,
        }
        for edition in editions
        for each in queries.progress(edition, today)
    )
    return Result(*_pledged(figures), figures, rows)


def _pledged(figures: Mapping[str, int]) -> tuple[Verdict, str]:
    """Say what the figures mean; nobody to ask is no proof that everybody confirmed."""
    if not figures["asked"]:
        message = gettext_noop(
            "遵守の確認を求める人が一人も登録されていません。職員等を登録してください。"
        )
        return Verdict.FAILS, message
    if figures["unasked"] == figures["asked"]:
        message = gettext_noop(
            "対象{asked}人の誰にも、まだ遵守の確認を求めていません。"
            "日次の処理が動いているかを確かめてください。"
        )
        return Verdict.FAILS, message
    if figures["overdue"]:
        message = gettext_noop(
            "対象{asked}人のうち{confirmed}人が、求められた文書{documents}件をすべて確認しました。"
            "{overdue}人が期限を過ぎています。"
        )
        return Verdict.FAILS, message
    if figures["confirmed"] < figures["asked"]:
        message = gettext_noop(
            "対象{asked}人のうち{confirmed}人が、求められた文書{documents}件をすべて確認しました。"
            "残りは期限内です。"
        )
        return Verdict.WEAK, message
    message = gettext_noop(
        "対象{asked}人の全員が、求められた文書{documents}件の遵守を確認しています。"
    )
    return Verdict.HOLDS, message


def _rows(found: Iterable[Mapping[str, Value]]) -> tuple[Mapping[str, Value], ...]:
    """Return the first rows: a result names what to look at, it is no register."""
    return tuple(islice(found, ROWS))


def _reads(role: Role) -> bool:
    return READ_PROCEDURES in role.permissions


def _sees_procedure(role: Role) -> bool:
    """Try every exit's rule with this role's permissions."""
    rights = frozenset(role.permissions)
    kind = Kind.PROCEDURE
    return (
        Document.objects.readable(rights).filter(kind=kind).exists()
        or Edition.objects.readable(rights).filter(document__kind=kind).exists()
        or Clause.objects.readable(rights).filter(edition__document__kind=kind).exists()
    )


def _days_since_review(row: Edition, today: date) -> int:
    last = max(filter(None, (row.reviewed_at, row.published_at)), default=None)
    return (today - timezone.localdate(last)).days if last else REVIEW_DAYS + 1


CHECKS = (
    Check("basic-policy-in-force", basic_policy_in_force),
    Check("standard-in-force", standard_in_force),
    Check("procedures-in-force", procedures_in_force),
    Check("procedures-restricted", procedures_restricted),
    Check("policy-reviewed", policy_reviewed),
    Check("pledges-confirmed", pledges_confirmed),
)
