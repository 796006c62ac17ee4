"""What the sample shows of terminals and systems: some fail, each for the reason the data say."""

from datetime import UTC, datetime, timedelta

import pytest

from sekisho.verdicts import Verdict
from sekisho.web.evidence.verification import verify
from sekisho.web.organization.checks import accounts_in_scope
from sekisho.web.site.checks import CHECKS
from sekisho.web.site.sample import load_sample
from sekisho.web.systems.checks import accounts_reconciled, backups_run, restore_drilled
from sekisho.web.systems.models import InformationSystem, SystemAccount
from sekisho.web.terminals.checks import lifts_ended, second_factor, takeout_blocked
from sekisho.web.terminals.models import Terminal
from sekisho.web.terminals.queries import all_postures

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)


@pytest.fixture
def loaded(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return load_sample(at=NOW)


def test_terminals_and_systems_fail_for_the_reasons_the_data_give(loaded):
    assert verify().intact
    assert Terminal.objects.count() == 50
    assert {row.zone.key for row in Terminal.objects.select_related("zone")} == {
        "mynumber",
        "lgwan",
        "internet",
    }
    blocked = takeout_blocked(NOW)
    assert [row["terminal"] for row in blocked.rows] == ["KF-05"]  # KF-03 has a permit
    factors = second_factor(NOW)
    assert [row["terminal"] for row in factors.rows] == ["NK-04"]  # NK-02 is vouched for
    wrong = {p.terminal.number for p in all_postures(NOW) if p.verdict != "holds"}
    assert wrong == {"KF-05", "NK-04", "LG-07", "LG-12", "LG-20", "LG-26", "IN-03"}

    # The permit ends, and the same report fails without a new one.
    until = next(p.expected.until for p in all_postures(NOW) if p.terminal.number == "KF-03")
    after = NOW + timedelta(days=(until - NOW.date()).days + 1)
    assert {row["terminal"] for row in lifts_ended(after).rows} >= {"KF-03", "KF-05"}

    assert InformationSystem.objects.count() == 4
    accounts = accounts_reconciled(NOW)
    assert (accounts.verdict, accounts.figures["leavers"]) == (Verdict.FAILS, 1)
    assert accounts.figures["unknown"] == 1
    assert SystemAccount.objects.get(login="saegusa").person.left_on is not None
    assert [row["system"] for row in backups_run(NOW).rows] == ["年金システム"]
    assert [row["system"] for row in restore_drilled(NOW).rows] == ["人事給与・財務会計システム"]
    outside = {row["label"] for row in accounts_in_scope(NOW).rows if not row["person"]}
    assert any(label.startswith("system-account:") for label in outside)
    assert all(isinstance(check.run(NOW).message, str) for check in CHECKS)
