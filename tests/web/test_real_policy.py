"""The real policy, named by $SEKISHO_REAL_POLICY, comes into force through the product itself."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from tests.web.factories import AT, make_person

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.approvals import deciding
from sekisho.web.controls import actions as controls
from sekisho.web.controls import queries
from sekisho.web.controls.status import Status
from sekisho.web.policies import actions as policies

FILE = os.environ.get("SEKISHO_REAL_POLICY", "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not Path(FILE).is_file(),
        reason="SEKISHO_REAL_POLICY names no file: the real policy is not part of this repository",
    ),
]


@pytest.fixture
def edition():
    """Imported, topics confirmed as proposed, decided by another, in force."""
    drafter = make_person(roles=("chief-officer", "secretariat"))
    path = Path(FILE)
    draft = policies.import_edition(
        kind="basic", document=None, name=path.name, data=path.read_bytes(), by=drafter, at=AT
    )
    policies.confirm_topics(edition=draft, by=drafter, at=AT)
    application = policies.submit_edition(edition=draft, reason="", by=drafter, at=AT)
    deciding.approve(application=application, by=make_person(roles=("ciso",)), comment="", at=AT)
    return policies.publish_edition(
        edition=draft, effective_on=draft.effective_on, by=drafter, at=AT
    )


def board(edition, at):
    found = queries.board(edition, at, queries.states(at))
    return {row.clause.clause_id: row for row in found.rows}


def test_every_article_is_read_and_every_demand_has_controls(edition):
    rows = board(edition, AT)
    assert [key for key in rows if key.isdecimal()] == [str(n) for n in range(1, 11)]
    demanding = {key: row for key, row in rows.items() if row.clause.demands}
    assert {"5", "6(1)", "6(3)①", "6(7)", "6(7)¶2", "6(8)", "6(8)¶2", "6(8)¶3", "7", "10"} <= set(
        demanding
    )
    assert [key for key, row in demanding.items() if not row.state.controls] == []


def test_without_evidence_nothing_is_in_force_and_with_it_everything_is(edition):
    before = board(edition, AT)
    assert Status.IN_FORCE not in {row.state.status for row in before.values()}
    person = make_person(roles=("secretariat",))
    from sekisho.web.evidence import actions as evidence

    for spec in load().checks.values():
        if spec.mode == "attested":
            controls.attest(
                check_id=spec.id, verdict=Verdict.HOLDS, statement="確認", by=person, at=AT
            )
        else:
            evidence.seal(
                kind="check",
                subject=spec.id,
                at=AT,
                verdict=Verdict.HOLDS,
                valid_until=AT + timedelta(days=spec.period_days),
            )

    after = board(edition, AT)

    assert {row.state.own for row in after.values()} == {Status.IN_FORCE, Status.NO_DEMAND}
    late = AT + timedelta(days=400)
    assert Status.IN_FORCE not in {row.state.status for row in board(edition, late).values()}
