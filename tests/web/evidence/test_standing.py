"""The digest of a row says every column of it, and no more than is kept."""

import pytest
from tests.web.assets.register import recorded, zone
from tests.web.factories import AT

from sekisho.web.assets.agreement import TABLES
from sekisho.web.assets.models import Asset, Zone
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.agreeing import Fault
from sekisho.web.evidence.standing import Kept, Tables

pytestmark = pytest.mark.django_db
ZONES = Kept(Zone, "zone", key="key")


def test_a_row_is_called_by_its_key_and_its_digest_follows_its_columns():
    row = zone("lgwan")
    ((name, digest),) = ZONES.standing([row])
    assert (name, len(digest)) == ("zone:lgwan", 32)
    assert dict(ZONES.standing())[name] == digest
    Zone.objects.filter(pk=row.pk).update(label="別の名称")
    assert dict(ZONES.standing())[name] != digest


def test_the_database_counts_and_not_what_an_object_says():
    row = zone("lgwan")
    before = dict(ZONES.standing([row]))
    row.label = "保存していない"
    assert dict(ZONES.standing([row])) == before


def test_empty_columns_and_left_out_ones_change_no_digest():
    row = recorded("サーバ")
    short = Kept(Asset, "asset", without=frozenset({"search", "note", "retention"}))
    whole = Kept(Asset, "asset", without=frozenset({"search"}))
    assert dict(short.standing([row])) == dict(whole.standing([row]))
    Asset.objects.filter(pk=row.pk).update(search="x")
    assert dict(short.standing([row])) == dict(whole.standing([row]))
    Asset.objects.filter(pk=row.pk).update(note="x")
    assert dict(short.standing([row])) != dict(whole.standing([row]))


def test_rows_of_a_group_have_one_digest_together():
    units = {recorded("甲").unit_id, recorded("乙").unit_id}
    together = Kept(Asset, "of-unit", group="unit_id", without=frozenset({"search"}))
    before = dict(together.standing())
    assert set(before) == {f"of-unit:{unit}" for unit in units}
    recorded("丙")
    assert dict(together.standing()) != before
    assert (
        dict(together.standing([Asset.objects.first()])).items()
        <= dict(together.standing()).items()
    )


def test_many_rows_take_a_query_for_every_five_hundred(django_assert_num_queries):
    base = recorded("甲")
    rows = [Asset(pk=None, **_columns(base, n)) for n in range(1100)]
    Asset.objects.bulk_create(rows)
    whole = Kept(Asset, "asset", without=frozenset({"search"}))
    with django_assert_num_queries(3):
        some = dict(whole.standing(rows))
    with django_assert_num_queries(1):
        assert some.items() <= dict(whole.standing()).items()
    assert len(some) == 1100


def _columns(row, number):
    names = [each.attname for each in Asset._meta.concrete_fields if each.attname != "id"]
    return {name: getattr(row, name) for name in names} | {"number": f"X-{number}"}


def test_a_kind_nobody_reads_again_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match=r"asset\.invented"):
        TABLES.stands("asset.invented", [zone("lgwan")])


def test_rows_of_no_table_are_left_out_and_nothing_said_is_nothing_sealed():
    tables = Tables(kinds=frozenset({"x"}), kept=(ZONES,))
    assert tables.stands("x") == {}
    assert tables.stands("x", [recorded("甲").unit]) == {}
    assert tables.stands("x", gone=["zone:lgwan"]) == {"stands": {"zone:lgwan": None}}


def test_the_last_entry_counts_and_what_is_gone_may_come_again():
    tables = Tables(kinds=frozenset({"x"}), kept=(ZONES,))

    def say(**said):
        evidence.seal(kind="x", subject="s", at=AT, body={"stands": said})

    rows = dict(ZONES.standing([zone("lgwan")]))
    others = {name: d for name, d in ZONES.standing() if name not in rows}
    say(**others, **{"zone:lgwan": "0" * 32})
    assert [(d.subject, d.fault) for d in tables.differences()] == [("zone:lgwan", Fault.CHANGED)]
    say(**{"zone:lgwan": None})
    assert [d.fault for d in tables.differences()] == [Fault.UNSEALED]
    say(**rows, **{"zone:other": "0" * 32})
    assert [(d.subject, d.fault) for d in tables.differences()] == [("zone:other", Fault.REMOVED)]
    say(**{"zone:other": None})
    assert list(tables.differences()) == []


def test_an_entry_that_says_something_else_under_that_name_is_passed_over():
    tables = Tables(kinds=frozenset({"x"}), kept=())
    evidence.seal(kind="x", subject="s", at=AT, body={"stands": ["zone:lgwan"]})
    assert list(tables.differences()) == []
