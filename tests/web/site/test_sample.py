"""The sample is loaded by the product's own actions, by people who may, on the days of Tokyo."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from sekisho.catalogue import load
from sekisho.web.approvals.models import Application, Permit, Step
from sekisho.web.controls import access, queries
from sekisho.web.controls.models import SetAside
from sekisho.web.controls.status import Status
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.access import roles_of
from sekisho.web.organization.models import Person
from sekisho.web.site.sample import load_sample
from sekisho.web.zones.models import Proof
from sekisho.web.zones.queries import policy_at, standings

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)  # 1:00 on 1 April in Tokyo: a new fiscal year


@pytest.fixture
def loaded(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return load_sample(at=NIGHT)


def test_the_first_night_of_the_fiscal_year_in_tokyo(loaded):
    assert loaded.verified.intact
    assert SetAside.objects.get().until_date == date(2027, 3, 31)
    needing = {a.username for a in loaded.accounts if a.username in {"okabe", "nagai", "hayakawa"}}
    assert {a.username for a in loaded.accounts if a.secret} >= needing != set()

    # Every attestation is by somebody who might give it, in the role they held that day.
    controls = {spec.id: c for c in load().controls.values() for spec in c.checks}
    people = {str(each.opaque_id): each for each in Person.objects.all()}
    newest = evidence.newest(s.id for s in load().checks.values() if s.mode == "attested")
    assert loaded.attested == len(newest) > 0
    for spec, found in newest.items():
        roles = roles_of(people[found.actor], timezone.localdate(found.at))
        assert access.may_attest(roles, controls[spec]), spec
        own = controls[spec].role
        if "controls.attest" in load().roles[own].permissions and own not in {
            "data-custodian",
            "social-media-owner",
        }:  # those two nobody holds in the sample
            assert own in {role.id for role in roles}, spec

    # The board has something to show of every kind.
    shown = {state.status for state in queries.states(NIGHT).values()}
    assert {Status.IN_FORCE, Status.WEAK, Status.FAILING, Status.STALE} <= shown

    # Permits of every state; applications that stand; a stand-in not looked at yet.
    assert Permit.objects.in_force(NIGHT).exists()
    assert Permit.objects.over(NIGHT).owing().exists()
    assert Permit.objects.over(NIGHT).exclude(pk__in=Permit.objects.owing().values("pk")).exists()
    assert Application.objects.waiting().count() >= 2
    assert Application.objects.filter(state="returned", kind="policy-exception").exists()
    assert Step.objects.filter(standing_in=True, instead_of__isnull=False, seen_at=None).exists()
    assert evidence.newest(["permits-bounded"])["permits-bounded"].verdict == "holds"
    assert evidence.newest(["permits-closed"])["permits-closed"].verdict == "fails"
    assert Permit.objects.get(kind="area-entry").subjects.get().subject.startswith("area:")

    # The network: one line left over was found and mended; what is in force is proven.
    verdicts = list(Proof.objects.order_by("pk").values_list("verdict", flat=True))
    assert "violated" in verdicts
    assert {each.verdict for each in standings(NIGHT)} == {"proven"}
    assert evidence.newest(["zones-lgwan-through-gateways"]).popitem()[1].verdict == "holds"
    assert evidence.newest(["zones-mynumber-apart"]).popitem()[1].verdict == "holds"
    left = [each.flow.until for each in policy_at(NIGHT).permitted if each.special]
    assert len(left) == 2
