"""Loads the whole sample in order, and tells what was done."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.controls import actions as controls
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.verification import Verification, verify
from sekisho.web.organization.models import Person
from sekisho.web.policies.models import Edition
from sekisho.web.site.sample import (
    audits,
    browsing,
    corrections,
    external,
    governance,
    incidents,
    inspections,
    maildrills,
    monitoring,
    organisation,
    permits,
    personnel,
    policy,
    premises,
    reviews,
    risks,
    suppliers,
    systems,
    terminals,
    training,
    transfers,
    zones,
)
from sekisho.web.site.sample.body import read_body
from sekisho.web.ui.dates import fiscal_year_end, fiscal_year_start
from sekisho.web.ui.errors import Refused

_YEARS_HERE = 3  # longer than any period of a check: old attestations are by people who were here
SHOWN = ("morishita", "nagai", "okabe", "onishi", "ishiguro", "hayakawa", "hamada")


class SampleRefusedError(Refused):
    """The instance already holds a body; the sample is only for an empty one."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account to sign in with; `secret` is the TOTP secret, empty where none is needed."""

    username: str
    name: str
    post: str
    password: str
    secret: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was done, in figures, and the accounts to sign in with."""

    body: str
    people: int
    clauses: int
    pledges: int
    attested: int
    checked: int
    verified: Verification
    edition: Edition
    accounts: tuple[Account, ...]


@transaction.atomic
def load_sample(*, at: datetime) -> Loaded:
    """Fill an empty instance. Raises SampleRefusedError when people are registered already."""
    if Person.objects.exists():
        raise SampleRefusedError(
            _("既に人が登録されています。見本は空のデータの置き場にだけ入れられます。")
        )
    body, today = read_body(), timezone.localdate(at)
    people = organisation.make_people(body, start=_start(today), at=at)
    opened = organisation.open_accounts(people, at=at)
    chief, ciso, secretary = people["morishita"], people["okabe"], people["nagai"]
    organisation.record_assets(body, by=people["onishi"], at=at)
    premises.make_premises(people, at=at)
    reviews.hold_last_review(people, at=at)
    acting = policy.Acting(drafter=secretary, decider=ciso, publisher=chief)
    basic = policy.put_in_force("basic", "basic-policy.md", acting, at=at)
    policy.put_in_force("standard", "standard.md", acting, at=at)
    policy.put_in_force("procedure", "procedure.md", acting, at=at)
    policy.write_some(secretary, at=at)
    pledges = policy.confirm_most_pledges(basic, at=at)
    attested = policy.attest_most_controls(people.values(), at=at)
    policy.set_one_aside(asker=chief, decider=ciso, until=fiscal_year_end(today), at=at)
    keeper = people["onishi"]
    terminals.make_terminals(people, by=keeper, at=at)
    external.make_services(people, at=at)
    permits.make_permits(people, at=at)
    zones.make_zones(by=keeper, decider=ciso, at=at)
    training.make_training(people, at=at)
    maildrills.make_drills(people, at=at)
    suppliers.make_suppliers(people, at=at)
    browsing.make_browsing(people, at=at)
    monitoring.make_monitoring(keeper, at=at)
    external.make_accounts(people, at=at)
    transfers.make_crossings(people, domain=body.domain, at=at)
    systems.make_systems(people, by=keeper, other=people["shinohara"], at=at)
    corrections.make_corrections(people, at=at)
    inspections.make_inspections(people, at=at)
    audits.make_audits(people, at=at)
    systems.let_somebody_leave(people, by=secretary, at=at)
    governance.make_governance(people, at=at)
    personnel.prepare_spring(people, by=chief, at=at)
    incidents.make_incidents(people, at=at)
    risks.make_risks(people, at=at)
    reviews.make_reviews(people, at=at)
    _hand_over(people["hayakawa"], at)
    checked = controls.run_due_checks(at=at)
    evidence.make_checkpoint(at=at)
    return Loaded(
        body=body.name,
        people=len(people),
        clauses=basic.clauses.count(),
        pledges=pledges,
        attested=attested,
        checked=checked,
        verified=verify(),
        edition=basic,
        accounts=tuple(_account(name, people[name], opened[name]) for name in SHOWN),
    )


def _start(today: date) -> date:
    """Return the 1 April on which everybody came."""
    year = fiscal_year_start(today)
    return year.replace(year=year.year - _YEARS_HERE)


def _hand_over(auditor: Person, at: datetime) -> None:
    """Record that the auditor took a printed checkpoint."""
    evidence.record_printing(
        checkpoint=evidence.make_checkpoint(at=at), to="監査室", by=str(auditor.opaque_id), at=at
    )


def _account(username: str, person: Person, opened: tuple[str, str]) -> Account:
    return Account(username, person.name, person.post.title if person.post else "", *opened)
