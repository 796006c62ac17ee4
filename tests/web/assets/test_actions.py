"""Zones and the register: what is refused, what is recorded, what is sealed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.assets.register import entry, recorded, zone
from tests.web.factories import AT, make_person

from sekisho.catalogue import load
from sekisho.web.assets import actions, errors
from sekisho.web.assets.models import Asset, Zone
from sekisho.web.evidence import queries
from sekisho.web.ui.errors import Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=400)


def _sealed(subject):
    return [each.kind for each in queries.history(subject)]


class TestZones:
    def test_the_catalogue_s_zones_are_installed_in_its_order(self):
        found = actions.install_zones(at=AT)
        expected = [(each.id, each.title.ja) for each in load().zones.values()]
        assert [(each.key, each.label) for each in found] == expected
        assert [each.key for each in Zone.objects.all()] == [key for key, _label in expected]

    def test_installing_again_adds_nothing_and_keeps_the_body_s_own_names(self):
        actions.install_zones(at=AT)
        actions.rename_zone(zone=zone("lgwan"), label=" 庁内系 ", by=make_person(), at=AT)
        before = queries.size()
        assert actions.install_zones(at=AT) == ()
        assert Zone.objects.get(key="lgwan").label == "庁内系"
        assert Zone.objects.count() == len(load().zones)
        assert queries.size() == before

    def test_a_zone_that_was_missing_is_added_at_its_place(self):
        actions.install_zones(at=AT)
        Zone.objects.get(key="lgwan").delete()
        assert [each.key for each in actions.install_zones(at=AT)] == ["lgwan"]
        assert [each.key for each in Zone.objects.all()] == list(load().zones)

    def test_a_zone_without_a_name_is_refused(self):
        with pytest.raises(errors.EmptyLabelError):
            actions.rename_zone(zone=zone("lgwan"), label=" 　", by=make_person(), at=AT)
        assert Zone.objects.get(key="lgwan").label != ""

    def test_two_zones_never_share_a_key(self):
        actions.install_zones(at=AT)
        with pytest.raises(IntegrityError), transaction.atomic():
            Zone.objects.create(key="lgwan", label="別の系")

    def test_installing_and_renaming_are_sealed(self):
        person = make_person()
        actions.rename_zone(zone=zone("internet"), label="外部系", by=person, at=AT)
        newest = queries.history("zone:internet")[0]
        assert (newest.kind, newest.actor) == ("zone.renamed", str(person.opaque_id))
        assert _sealed("zone:internet") == ["zone.renamed", "zone.installed"]


class TestRegister:
    def test_a_recorded_asset_is_covered_and_confirmed_by_who_recorded_it(self):
        person = make_person(roles=("manager",))
        row = Asset.objects.get(pk=recorded(by=person).pk)
        assert (row.covered, row.confirmed_by, row.confirmed_at) == (True, person, AT)
        assert (row.kind, row.zone.key) == ("equipment", "lgwan")

    def test_an_unknown_kind_is_a_fault_of_the_caller(self):
        with pytest.raises(ValueError, match="furniture"):
            recorded(kind="furniture")
        assert not Asset.objects.exists()

    def test_confirming_renews_the_day_and_the_person(self):
        row, person = recorded(), make_person()
        actions.confirm(asset=row, by=person, at=LATER)
        row.refresh_from_db()
        assert (row.confirmed_at, row.confirmed_by) == (LATER, person)

    def test_changing_takes_the_new_words_and_counts_as_confirmed(self):
        row, person = recorded(), make_person()
        actions.change(
            asset=row,
            entry=entry("設計書", kind="documentation", zone_key=""),
            by=person,
            at=LATER,
        )
        row.refresh_from_db()
        assert (row.kind, row.name, row.zone, row.confirmed_by) == (
            "documentation",
            "設計書",
            None,
            person,
        )

    @pytest.mark.parametrize("reason", ["", " 　\n"])
    def test_nothing_is_excluded_without_a_reason(self, reason):
        row = recorded()
        with pytest.raises(errors.ReasonMissingError, match="理由"):
            actions.exclude(asset=row, reason=reason, by=make_person(), at=LATER)
        row.refresh_from_db()
        assert row.covered

    def test_the_database_refuses_an_exclusion_without_reason(self):
        row = recorded()
        with pytest.raises(IntegrityError, match="asset_exclusion"), transaction.atomic():
            Asset.objects.filter(pk=row.pk).update(covered=False)

    def test_excluded_and_put_back_the_reason_is_gone_from_the_row_but_both_stand_sealed(self):
        row, person = recorded(), make_person()
        actions.exclude(asset=row, reason="外部団体の所有", by=person, at=AT)
        row.refresh_from_db()
        assert (row.covered, row.reason) == (False, "外部団体の所有")
        actions.include(asset=row, by=person, at=LATER)
        row.refresh_from_db()
        assert (row.covered, row.reason) == (True, "")
        assert _sealed(f"asset:{row.pk}") == ["asset.included", "asset.excluded", "asset.recorded"]

    def test_every_event_is_sealed_by_id_without_the_asset_s_name(self):
        person = make_person(name="山田花子", roles=("system-manager",))
        row = recorded("給付記録ファイル", by=person)
        actions.confirm(asset=row, by=person, at=LATER)
        actions.change(asset=row, entry=entry("別の名"), by=person, at=LATER)
        actions.exclude(asset=row, reason="返却済みの機器", by=person, at=LATER)
        history = queries.history(f"asset:{row.pk}")
        assert [each.kind for each in history] == [
            "asset.excluded",
            "asset.changed",
            "asset.confirmed",
            "asset.recorded",
        ]
        for each in history:
            sealed = queries.proof(each.index, queries.size()).data.decode()
            for secret in ("給付", "別の名", "返却", "山田"):
                assert secret not in sealed
            assert each.actor == str(person.opaque_id)

    def test_every_refusal_can_be_shown_to_the_person(self):
        found = [each for each in vars(errors).values() if isinstance(each, type)]
        assert len(found) == 8
        assert all(issubclass(each, Refused) for each in found)


class TestMyNumberZone:
    """`manager` keeps the register but may not read the My Number zone."""

    @pytest.fixture
    def manager(self):
        return make_person(roles=("manager",))

    def test_nothing_is_recorded_there_by_who_may_not_read_it(self, manager):
        with pytest.raises(errors.NotYoursToPlaceError, match="閲覧の権限"):
            recorded(by=manager, zone_key="mynumber")
        assert not Asset.objects.exists()

    def test_nothing_is_moved_into_it(self, manager):
        row = recorded(by=manager)
        with pytest.raises(errors.NotYoursToPlaceError):
            actions.change(asset=row, entry=entry(zone_key="mynumber"), by=manager, at=LATER)
        row.refresh_from_db()
        assert row.zone.key == "lgwan"

    @pytest.mark.parametrize("deed", ["change", "confirm", "exclude", "include"])
    def test_nothing_in_it_is_touched(self, manager, deed):
        row = recorded(zone_key="mynumber")
        more = {"change": {"entry": entry()}, "exclude": {"reason": "理由"}}.get(deed, {})
        before = queries.size()
        with pytest.raises(errors.NotYoursToPlaceError):
            getattr(actions, deed)(asset=row, by=manager, at=LATER, **more)
        assert queries.size() == before
        assert Asset.objects.get().confirmed_at == AT

    def test_who_may_read_it_keeps_it(self):
        custodian = make_person(roles=("data-custodian",))
        row = recorded(by=custodian, zone_key="mynumber")
        assert actions.confirm(asset=row, by=custodian, at=LATER).confirmed_at == LATER
