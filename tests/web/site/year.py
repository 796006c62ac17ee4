"""A small body through a fiscal year, for `test_fiscal_year`: its people, documents and board."""

from datetime import UTC, date, datetime

from tests.web.factories import make_person as _person
from tests.web.factories import make_unit

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.approvals import deciding
from sekisho.web.controls import access
from sekisho.web.controls import actions as controls
from sekisho.web.controls.queries import board, states
from sekisho.web.organization.access import roles_of
from sekisho.web.organization.models import Person
from sekisho.web.policies import actions as policies
from sekisho.web.policies.models import Edition, Pledge

# The articles under test and what each of them demands.
DEMANDS = {
    "5": ("people.compliance",),
    "6(1)": ("organization.committee",),
    "6(5)": ("people.training",),
    "6(9)": ("review.improvement",),
    "7": ("review.audit", "review.self-inspection"),
    "8": ("review.policy",),
    "9": ("documents.standard",),
    "10": ("documents.procedures", "documents.confidential"),
}
TOPICS = frozenset(topic for topics in DEMANDS.values() for topic in topics)
CONTROLS = tuple(each for each in load().controls.values() if TOPICS & set(each.topics))

POLICY = """朝霧市職員共済組合情報セキュリティ基本方針

令和8年4月1日施行

5 遵守義務

職員等は、情報セキュリティポリシー及び実施手順を遵守しなければならない。

6 対策

組合は、次の対策を講じる。

(1) 組織体制

情報セキュリティ委員会を置く。

(5) 人的セキュリティ

職員等に{words}教育及び啓発を行う。

(9) 評価・見直し

監査及び自己点検の結果により、運用を改善する。

7 監査及び自己点検

定期に情報セキュリティ監査及び自己点検を実施する。

8 見直し

監査及び自己点検の結果、必要があるときは、情報セキュリティポリシーを見直す。

9 対策基準

情報セキュリティ対策基準を策定する。

10 実施手順

情報セキュリティ実施手順を策定し、非公開とする。
"""
BELOW = {
    "standard": "情報セキュリティ対策基準\n\n令和8年4月1日施行\n\n"
    "1 教育\n\n職員等に毎年度一回の研修を行わなければならない。\n",
    "procedure": "鍵の手順\n\n令和8年4月1日施行\n\n1 保管\n\n"
    "当直の職員は、鍵を保管しなければならない。\n",
}  # fmt: skip


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    """Return a moment by the clock of Tokyo."""
    return datetime(year, month, day, hour - 9, tzinfo=UTC)


def make_person(**fields):
    """Somebody who has been there for years: no newcomer."""
    return _person(joined_on=date(2024, 4, 1), **fields)


class Body:
    """Who does what in the year; nobody decides or audits their own."""

    def __init__(self) -> None:
        office, board_unit, room = make_unit("総務課"), make_unit("役員"), make_unit("監査室")
        self.secretary = make_person(roles=("secretariat",), unit=office)
        self.chief = make_person(roles=("chief-officer",), unit=office)
        self.ciso = make_person(roles=("ciso",), unit=board_unit)
        self.head = make_person(roles=("manager",), unit=make_unit("給付課"))
        self.other_head = make_person(roles=("manager",), unit=make_unit("年金課"))
        self.office_head = make_person(roles=("manager",), unit=office)
        self.over = make_person(roles=("officer",), unit=board_unit)
        self.audit_head = make_person(roles=("audit-head",), unit=room)
        self.auditor = make_person(roles=("auditor",), unit=room)
        self.members = [make_person(unit=make_unit("給付課")) for _ in range(4)]
        self.committee = [make_person(roles=("committee-chair",), unit=board_unit)] + [
            make_person(roles=("committee-member",), unit=office) for _ in range(2)
        ]

    def put_in_force(
        self, kind: str, text: str, when: datetime, *, demands=None, document=None
    ) -> Edition:
        """Import a document, confirm what it demands, have it decided by another, publish it."""
        row = policies.import_edition(
            kind=kind, document=document, name="文書.txt", data=text.encode(),
            by=self.secretary, at=when,
        )  # fmt: skip
        for clause in row.clauses.all():
            wanted = (demands or {}).get(clause.clause_id, ())
            if demands is not None:
                policies.set_clause_topics(
                    clause=clause, demands=bool(wanted), topics=wanted, by=self.secretary, at=when
                )
        policies.confirm_topics(edition=row, by=self.secretary, at=when)
        asked = policies.submit_edition(edition=row, reason="定める", by=self.secretary, at=when)
        deciding.approve(application=asked, by=self.ciso, comment="", at=when)
        row.refresh_from_db()
        return policies.publish_edition(
            edition=row, effective_on=row.effective_on or date(2027, 4, 1), by=self.chief, at=when
        )

    def confirm_pledges(self, when: datetime) -> None:
        """Everybody asked confirms."""
        for row in Pledge.objects.filter(confirmed_at=None).order_by("pk"):
            policies.confirm_pledge(pledge=row, by=row.person, at=when)

    def attest(self, when: datetime) -> None:
        """Whoever may says of every attested check that it holds."""
        people = list(Person.objects.exclude(account=None))
        held = {each: roles_of(each, when.date()) for each in people}
        for control in CONTROLS:
            able = [each for each in people if access.may_attest(held[each], control)]
            by = next(
                (each for each in able if control.role in {r.id for r in held[each]}), able[0]
            )
            for spec in control.checks:
                if spec.mode == "attested":
                    controls.attest(
                        check_id=spec.id, verdict=Verdict.HOLDS, statement="見た", by=by, at=when
                    )


def standing(when: datetime) -> dict[str, str]:
    """Run what is automatic and return how each article under test stands."""
    for control in CONTROLS:
        for spec in control.checks:
            if spec.mode == "automatic":
                controls.run_check(check_id=spec.id, at=when)
    edition = Edition.objects.in_force().get(document__kind="basic")
    rows = board(edition, when, states(when)).rows
    return {row.clause.clause_id: row.state.own.value for row in rows
            if row.clause.clause_id in DEMANDS}  # fmt: skip


def faults(when: datetime, clause: str) -> dict[str, str]:
    """Return the controls of an article that do not hold, to say why a test fails."""
    edition = Edition.objects.in_force().get(document__kind="basic")
    rows = board(edition, when, states(when)).rows
    (row,) = [each for each in rows if each.clause.clause_id == clause]
    return {each.control.id: each.status.value for each in row.state.controls
            if each.status != "in force"}  # fmt: skip
