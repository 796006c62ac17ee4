"""Visitors: received with an escort, let out, and erased while the evidence stands."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from tests.web.factories import AT, make_person
from tests.web.premises.standing import keeper, make_area

from sekisho.catalogue import load_premises
from sekisho.web.evidence.actions import erase_attachment
from sekisho.web.evidence.actions.erasing import ErasureReason
from sekisho.web.evidence.models import Attachment, Leaf
from sekisho.web.evidence.verification import verify
from sekisho.web.premises import actions
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Passage, Visit

pytestmark = pytest.mark.django_db
VISITOR = actions.Visitor("真野 薫", "朝霧電機保守", "UPS電池の点検", "工具箱")


def _receive(area=None, *, escort=True, visitor=VISITOR, at=AT, **fields):
    return actions.receive(
        area=area or make_area(),
        visitor=visitor,
        host=make_person(),
        escort=make_person() if escort else None,
        identified=True,
        badge="V-01",
        by=keeper(),
        at=at,
        **fields,
    )


def _erase(visit, **more):
    return actions.erase_visit(
        visit=visit, reason=ErasureReason.REQUEST, by=keeper(), at=AT, **more
    )


def test_a_visitor_is_received_and_let_out():
    visit = _receive()
    assert list(Visit.objects.inside()) == [visit]
    actions.let_out(visit=visit, by=keeper(), at=AT + timedelta(minutes=40))
    assert not Visit.objects.inside().exists()
    assert [each.way for each in Passage.objects.filter(visit=visit).order_by("at")] == [
        "in",
        "out",
    ]
    with pytest.raises(PremisesError, match="既に退室"):
        actions.let_out(visit=visit, by=keeper(), at=AT)


def test_a_strict_area_wants_an_escort_another_does_not():
    with pytest.raises(PremisesError, match="付き添う職員"):
        _receive(make_area(level="core"), escort=False)
    assert not Visit.objects.exists()
    assert _receive(make_area(level="office"), escort=False).escort is None


@pytest.mark.parametrize(("name", "purpose"), [(" ", "点検"), ("真野", " ")])
def test_name_and_purpose_are_wanted(name, purpose):
    with pytest.raises(PremisesError, match="氏名と用件"):
        _receive(visitor=actions.Visitor(name, "", purpose))


def of_visits():
    """Return the files beside the entries of visits."""
    return Attachment.objects.filter(record__kind__startswith="visit.")


def test_no_byte_of_the_ledger_says_who_it_was():
    _receive()
    sealed = b"".join(bytes(each.data) for each in Leaf.objects.all()).decode()
    for word in ("真野", "朝霧電機", "UPS", "工具"):
        assert word not in sealed
    assert "真野" in bytes(of_visits().get().content).decode()


class TestErasing:
    def test_who_it_was_goes_and_that_somebody_came_stands(self):
        visit = _receive()
        actions.let_out(visit=visit, by=keeper(), at=AT)
        _erase(visit)
        visit.refresh_from_db()
        assert (visit.name, visit.company, visit.purpose, visit.brought) == ("", "", "", "")
        assert visit.in_at == AT
        kept = of_visits().get()
        assert (kept.content, kept.salt) == (None, None)
        # People made for a test without their entries are no matter here.
        assert {each.code for each in verify().problems} <= {"row-unsealed"}

    def test_one_still_inside_is_not_erased(self):
        with pytest.raises(PremisesError, match="退室を記録"):
            _erase(_receive())

    def test_nobody_is_erased_twice(self):
        visit = _receive()
        actions.let_out(visit=visit, by=keeper(), at=AT)
        _erase(visit)
        with pytest.raises(PremisesError, match="既に消去"):
            _erase(visit)

    def test_a_file_erased_on_the_page_of_evidence_is_no_matter(self):
        visit = _receive()
        actions.let_out(visit=visit, by=keeper(), at=AT)
        erase_attachment(
            attachment_id=of_visits().get().pk, reason=ErasureReason.REQUEST, by="", at=AT
        )
        assert _erase(visit).erased_at == AT

    def test_the_database_wants_all_of_it_gone(self):
        visit = _receive()
        visit.out_at = visit.erased_at = AT
        with pytest.raises(IntegrityError):
            visit.save()

    def test_after_the_time_of_keeping_they_go_by_themselves(self):
        kept = timedelta(days=load_premises().visitor_days)
        old, young, inside = _receive(), _receive(), _receive()
        actions.let_out(visit=old, by=keeper(), at=AT)
        actions.let_out(visit=young, by=keeper(), at=AT + timedelta(days=1))
        assert actions.forget_old_visits(at=AT + kept + timedelta(hours=1)) == 1
        erased = set(Visit.objects.exclude(erased_at=None).values_list("pk", flat=True))
        assert erased == {old.pk}
        assert inside.out_at is None
