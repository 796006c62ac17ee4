"""Disposal: a way that fits the class, a certificate, two people."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from tests.web.factories import AT, DAY, make_unit
from tests.web.premises.standing import keeper

from sekisho.catalogue import load_premises
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import File, erase_attachment
from sekisho.web.evidence.actions.erasing import ErasureReason
from sekisho.web.evidence.models import Attachment
from sekisho.web.premises import actions
from sekisho.web.premises.actions.disposals import level_of, methods_for
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Disposal

pytestmark = pytest.mark.django_db
CERTIFICATE = File("証明書.pdf", "application/pdf", b"%PDF-1.7 certificate")


def _plan(*, level="mic-2024-confidentiality/3B", method="destroy"):
    waste = actions.Waste("ディスク", "HDD-1", None, make_unit(), level)
    return actions.plan_disposal(waste=waste, method=method, contractor="", by=keeper(), at=AT)


def _done(row, *, by=None, on=DAY, certificate=CERTIFICATE):
    return actions.record_disposal(
        disposal=row, done_on=on, certificate=certificate, by=by or keeper(), at=AT
    )


class TestPermitting:
    def test_the_way_must_be_enough_for_the_class(self):
        with pytest.raises(PremisesError, match=r"「上書き消去」は使えません.*物理的な破壊"):
            _plan(method="overwrite")
        assert _plan(method="crypto-erase").rank == 4
        assert _plan(level="mic-2024-confidentiality/2", method="overwrite").rank == 2

    @pytest.mark.parametrize("level", ["mic-2024-confidentiality/9", "nonsense/1", "", "3B"])
    def test_an_unknown_class_is_a_fault_of_the_caller(self, level):
        assert level_of(level) is None
        with pytest.raises(ValueError, match="unknown"):
            _plan(level=level)

    def test_an_unknown_way_is_one_too(self):
        with pytest.raises(ValueError, match="burn"):
            _plan(method="burn")

    @pytest.mark.parametrize("rank", range(1, 6))
    def test_a_heavier_class_never_has_more_ways(self, rank):
        assert set(methods_for(rank + 1)) <= set(methods_for(rank))

    def test_it_is_to_be_done_within_the_time_of_the_data(self):
        assert _plan().due_on == DAY + timedelta(days=load_premises().disposal_days)


class TestDoing:
    def test_the_certificate_is_kept_beside_the_entry_and_its_fingerprint_sealed(self):
        row = _done(_plan())
        (entry,) = evidence.sealed(["disposal.done"])
        assert entry.facts["sha256"] == row.sha256
        assert entry.index == row.certificate
        assert bytes(Attachment.objects.get(record=entry.index).content) == CERTIFICATE.content

    def test_a_certificate_can_be_erased_and_the_disposal_stands(self):
        row = _done(_plan())
        (number,) = evidence.attachments_of(row.certificate)
        erase_attachment(attachment_id=number, reason=ErasureReason.RETENTION, by="", at=AT)
        assert evidence.attachments_of(row.certificate) == ()
        assert Disposal.objects.get().sha256 == row.sha256

    def test_once(self):
        row = _done(_plan())
        with pytest.raises(PremisesError, match="既に記録"):
            _done(row)

    @pytest.mark.parametrize("offset", [-1, 1])
    def test_between_the_permission_and_today(self, offset):
        with pytest.raises(PremisesError, match="許可の日から今日まで"):
            _done(_plan(), on=DAY + timedelta(days=offset))

    def test_an_empty_certificate_is_none(self):
        with pytest.raises(PremisesError, match="空です"):
            _done(_plan(), certificate=File("x", "text/plain", b""))
        assert not Attachment.objects.exists()


class TestConfirming:
    def test_by_another_once(self):
        doer, other = keeper(), keeper()
        row = _done(_plan(), by=doer)
        with pytest.raises(PremisesError, match="ほかの人が確認"):
            actions.confirm_disposal(disposal=row, by=doer, at=AT)
        actions.confirm_disposal(disposal=row, by=other, at=AT)
        with pytest.raises(PremisesError, match="既に確認"):
            actions.confirm_disposal(disposal=row, by=other, at=AT)

    def test_not_before_it_was_done(self):
        with pytest.raises(PremisesError, match="先に"):
            actions.confirm_disposal(disposal=_plan(), by=keeper(), at=AT)

    def test_the_database_wants_another_too(self):
        doer = keeper()
        row = _done(_plan(), by=doer)
        row.confirmed_at, row.confirmed_by = AT, doer
        with pytest.raises(IntegrityError):
            row.save()

    def test_the_database_wants_a_certificate_too(self):
        row = _plan()
        row.done_on, row.done_by = DAY, keeper()
        with pytest.raises(IntegrityError):
            row.save()
