"""What calls for a review (見直しのきっかけ), collected from the rooms below.

The law: a trigger is computed, never typed in. It stands from the day it arose, for two years at
most, until a concluded review has answered it; its `ref` is the same for ever, so one answered is
not raised again. Words name no person, and no system of the My Number zone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.catalogue import load, load_correction_rules
from sekisho.web.approvals import permit_kinds
from sekisho.web.approvals.models import Permit
from sekisho.web.assets.access import MYNUMBER_ZONE
from sekisho.web.audits import results
from sekisho.web.audits.models import Finding, Inspection
from sekisho.web.audits.results import QuestionResult
from sekisho.web.controls.models import SetAside
from sekisho.web.evidence import queries as evidence
from sekisho.web.incidents.models import Incident
from sekisho.web.policies.models import Document, Edition
from sekisho.web.reviews.models import Point
from sekisho.web.systems.models import InformationSystem
from sekisho.web.ui.dates import fiscal_year, local_day
from sekisho.web.ui.templatetags.ui import fiscal_year as told_year
from sekisho.web.ui.words import worded

WINDOW = timedelta(days=730)
PERSISTS = timedelta(days=30)  # a check that fails for less is a matter of mending alone
STALE_DAYS = 180  # answers older than this are not held against what a check says now
FELL = 10  # points of "yes" lost since the inspection before

KINDS: Mapping[str, Promise] = {
    "finding": gettext_lazy("監査の指摘"),
    "incident": gettext_lazy("インシデント"),
    "guideline": gettext_lazy("国のガイドライン等の新しい版"),
    "system": gettext_lazy("情報システムの変更"),
    "lapsed": gettext_lazy("期限の切れた例外・許可"),
    "check": gettext_lazy("不適合の続く確認"),
    "inspection": gettext_lazy("自己点検との食い違い"),
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """One thing that calls for a review; `kind` is one of `KINDS`."""

    kind: str
    ref: str
    title: str
    arose_on: date
    detail: str = ""
    url: str = ""

    @property
    def kind_words(self) -> Promise:
        """What kind it is, for people."""
        return KINDS[self.kind]


def unanswered(at: datetime) -> list[Trigger]:
    """Return what no concluded review has answered, by kind and the oldest first."""
    answered = Point.objects.filter(review__concluded_at__isnull=False)
    known = set(answered.values_list("ref", flat=True))
    order = list(KINDS)
    found = [each for each in gathered(at) if each.ref not in known]
    return sorted(found, key=lambda each: (order.index(each.kind), each.arose_on, each.ref))


def gathered(at: datetime) -> Iterator[Trigger]:
    """Yield everything of the last two years, answered or not; a flat number of queries."""
    since = at - WINDOW
    yield from _findings(since, at)
    yield from _incidents(since, at)
    yield from _guidelines(at)
    yield from _systems(since, at)
    yield from _exemptions(since, at)
    yield from _owing_permits(since, at)
    yield from _failing(at)
    yield from _inspection(since, at)


def _findings(since: datetime, at: datetime) -> Iterator[Trigger]:
    """Yield findings of reported audits: before, they are the auditors' own."""
    grades = load_correction_rules().grades
    rows = Finding.objects.filter(audit__reported_at__gt=since, audit__reported_at__lte=at)
    for row in rows.select_related("audit").order_by("pk"):
        grade = grades.get(row.grade)
        yield Trigger(
            kind="finding",
            ref=f"finding:{row.pk}",
            title=row.title,
            detail=_("%(audit)s（重さ %(grade)s）")
            % {"audit": row.audit.title, "grade": worded(grade.title) if grade else row.grade},
            arose_on=local_day(row.audit.reported_at or at),
            url=reverse("audits:audit", args=[row.audit_id]),
        )


def _incidents(since: datetime, at: datetime) -> Iterator[Trigger]:
    """Yield incidents closed with a cause; what was found to be none is none."""
    rows = Incident.objects.filter(closed_at__gt=since, closed_at__lte=at)
    for row in rows.exclude(severity="none").exclude(cause="").order_by("pk"):
        sort, weight = row.sort, row.weight
        yield Trigger(
            kind="incident",
            ref=f"incident:{row.pk}",
            title=_("%(kind)s（受付番号 %(receipt)s）")
            % {"kind": worded(sort.title) if sort else row.kind, "receipt": row.receipt},
            detail=_("重さ %(weight)s。原因と再発防止策が記録されています。")
            % {"weight": worded(weight.title) if weight else row.severity},
            arose_on=local_day(row.closed_at or at),
            url=reverse("incidents:incident", args=[row.pk]),
        )


def _guidelines(at: datetime) -> Iterator[Trigger]:
    """Yield editions of standards that came out after a document in force took effect.

    The body could know of one from the month it came out, or since its first document is here.
    """
    rows = Edition.objects.in_force().exclude(document__kind=Document.Kind.PROCEDURE)
    days = [day for day in rows.values_list("effective_on", flat=True) if day]
    first = Edition.objects.aggregate(at=Min("published_at"))["at"]
    if not days or first is None:
        return
    for each in load().standards.values():
        if min(days) < each.published <= local_day(at):
            yield Trigger(
                kind="guideline",
                ref=f"guideline:{each.id}:{each.edition}",
                title=_("%(title)s %(edition)s版")
                % {"title": worded(each.title), "edition": each.edition},
                detail=_("施行中の文書より後に出た版です。違いを調べ、取り入れるかを決めます。"),
                arose_on=max(each.published, local_day(first)),
                url=reverse("controls:catalogue"),
            )


def _systems(since: datetime, at: datetime) -> Iterator[Trigger]:
    """Yield systems taken into the register after the first document was in force, or retired."""
    first = Edition.objects.aggregate(at=Min("published_at"))["at"]
    if first is None:
        return
    for row in InformationSystem.objects.select_related("zone").order_by("pk"):
        if max(since, first) < row.recorded_at <= at:
            yield _system(row, "new", _("情報システムの追加: %(name)s"), local_day(row.recorded_at))
        if row.retired_on and local_day(since) < row.retired_on <= local_day(at):
            yield _system(row, "retired", _("情報システムの廃止: %(name)s"), row.retired_on)


def _system(row: InformationSystem, what: str, words: str, on: date) -> Trigger:
    hidden = row.zone.key == MYNUMBER_ZONE
    return Trigger(
        kind="system",
        ref=f"system:{row.pk}:{what}",
        title=words % {"name": row.zone.label if hidden else row.name},
        detail=_("対象の範囲、分類、手順に変わる所がないかを確かめます。"),
        arose_on=on,
        url="" if hidden else reverse("systems:detail", args=[row.pk]),
    )


def _exemptions(since: datetime, at: datetime) -> Iterator[Trigger]:
    """Yield controls set aside whose day has passed: the reason for it is gone, or it is not."""
    today = local_day(at)
    rows = SetAside.objects.filter(decided_at__isnull=False, ended_at=None)
    for row in rows.filter(until_date__lt=today, until_date__gte=local_day(since)).order_by("pk"):
        control = load().controls.get(row.control)
        yield Trigger(
            kind="lapsed",
            ref=f"set-aside:{row.pk}",
            title=_("適用除外の期限切れ: %(name)s")
            % {"name": worded(control.title) if control else row.control},
            detail=_("適用除外の理由: %(reason)s") % {"reason": row.reason},
            arose_on=row.until_date + timedelta(days=1),
            url=reverse("controls:control", args=[row.control]),
        )


def _owing_permits(since: datetime, at: datetime) -> Iterator[Trigger]:
    """Yield, by kind and fiscal year, permits past their day with something still owed."""
    rows = Permit.objects.over(at).owing().filter(ends__gte=local_day(since)).order_by()
    by_day = rows.values_list("kind", "ends").annotate(number=Count("pk"))
    counted: dict[tuple[str, int], list[tuple[date, int]]] = {}
    for kind, ends, number in by_day:
        counted.setdefault((kind, fiscal_year(ends)), []).append((ends, number))
    for (kind, year), found in sorted(counted.items()):
        known = permit_kinds.known(kind)
        yield Trigger(
            kind="lapsed",
            ref=f"permits:{kind}:{year}",
            title=_("期限を過ぎて返却・消去の済んでいない許可: %(kind)s")
            % {"kind": worded(known.title) if known else kind},
            detail=_("%(year)sに期限の切れた許可のうち%(number)d件")
            % {
                "year": told_year(date(year, 4, 1)),
                "number": sum(number for _day, number in found),
            },
            arose_on=min(day for day, _number in found) + timedelta(days=1),
            url=reverse("approvals:permits"),
        )


def _failing(at: datetime) -> Iterator[Trigger]:
    """Yield checks that have failed without a break for a month."""
    checks = load().checks
    for name, since in sorted(evidence.failing_since(checks).items()):
        if since > at - PERSISTS:
            continue
        control = next((c for c in load().controls.values() if checks[name] in c.checks), None)
        yield Trigger(
            kind="check",
            ref=f"check:{name}:{since:%Y%m%d}",
            title=worded(checks[name].title),
            detail=_("対策: %(name)s") % {"name": worded(control.title)} if control else "",
            arose_on=local_day(since + PERSISTS),
            url=reverse("controls:control", args=[control.id]) if control else "",
        )


def _inspection(since: datetime, at: datetime) -> Iterator[Trigger]:
    """Yield questions of the last inspection over, where people and checks differ, or it fell."""
    today = timezone.localdate(at)
    row = Inspection.objects.filter(started_at__gt=since, due_on__lt=today).first()
    if row is None:
        return
    recent = (today - row.due_on).days <= STALE_DAYS
    for each in results.by_question(row, at):
        if words := _differs(each, recent=recent):
            yield Trigger(
                kind="inspection",
                ref=f"inspection:{row.pk}:{each.question.audience}:{each.question.control}",
                title=worded(each.question.text),
                detail=f"{row.title}　{words}",
                arose_on=row.due_on + timedelta(days=1),
                url=reverse("inspections:result", args=[row.pk]),
            )


def _differs(each: QuestionResult, *, recent: bool) -> str:
    """Return in what a question differs from the checks or the year before; nothing: it fits."""
    if recent and each.contradicted:
        return _("職員の回答は「はい」が多く、自動の確認は不適合です。")
    if each.moved is not None and each.moved <= -FELL:
        words = _("「はい」の割合が前回から%(points)dポイント下がりました。")
        return words % {"points": -each.moved}
    return ""
