"""Incidents in the ledger and in the database: nothing changes unseen, no row is half."""

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import AT, make_person
from tests.web.incidents.making import ended, grave, handler, piece, reported, triaged

from sekisho.catalogue import load_breach_rules
from sekisho.web.evidence import queries as evidence
from sekisho.web.incidents import actions
from sekisho.web.incidents.agreement import differences
from sekisho.web.incidents.models import Custody, Duty, Entry, Incident, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return handler()


class TestSealing:
    def test_everything_that_was_done_agrees_with_the_ledger(self, by):
        row = grave(by)
        piece(by, row)
        actions.add_affected(incident=row, who="職員", count=1, items="氏名", by=by, at=AT)
        ended(by, row)
        assert list(differences()) == []

    @pytest.mark.parametrize("model", [Incident, Duty, Entry, Task, Custody])
    def test_a_row_changed_beside_the_product_is_found(self, by, model):
        piece(by, grave(by))
        row = model.objects.order_by("pk").first()
        field = "holder" if model is Custody else "rule" if model is Duty else "words"
        model.objects.filter(pk=row.pk).update(**{field: "changed"})
        assert [each.subject.partition(":")[2] for each in differences()] == [str(row.pk)]

    def test_a_line_taken_away_is_found(self, by):
        row = triaged(by)
        actions.note(incident=row, what="done", when=AT, words="調べた", by=by, at=AT).delete()
        assert len(list(differences())) == 1

    def test_no_name_and_no_words_are_sealed(self, by):
        row = reported(make_person("山田 花子"), words="給与明細をなくした")
        triaged(by, row, title="給与明細")
        text = str(
            [each.facts for each in evidence.sealed({"incident.reported", "incident.triaged"})]
        )
        assert "山田" not in text
        assert "給与明細" not in text


class TestConstraints:
    @pytest.mark.parametrize(
        "fields",
        [{"severity": "grave"}, {"triaged_at": AT}, {"closed_at": AT}, {"least": 2, "most": 1}],
    )
    def test_an_incident_is_whole(self, fields):
        row = reported()
        with pytest.raises(IntegrityError), transaction.atomic():
            Incident.objects.filter(pk=row.pk).update(**fields)

    def test_a_duty_is_done_by_somebody(self, by):
        duty = grave(by).duties.first()
        with pytest.raises(IntegrityError), transaction.atomic():
            Duty.objects.filter(pk=duty.pk).update(done_at=AT)

    def test_the_catalogue_knows_every_duty_that_is_kept(self, by):
        assert {each.rule for each in grave(by).duties.all()} <= set(load_breach_rules().duties)
