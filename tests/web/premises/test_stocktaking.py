"""Stock-taking: what is expected, what a number means, what closing seals."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, make_unit
from tests.web.premises.standing import asset, counting, keeper, number

from sekisho.web.assets import actions as assets
from sekisho.web.evidence import queries as evidence
from sekisho.web.premises import actions
from sekisho.web.premises.actions.stocktaking import counts, result_digest
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import StockLine, StockTaking
from sekisho.web.premises.stock import number_in, stock

pytestmark = pytest.mark.django_db


def _see(taking, scanned, place="", at=AT):
    return actions.see(taking=taking, scanned=scanned, place=place, by=keeper(), at=at)


def _close(taking, at=AT):
    return actions.close_stocktaking(taking=taking, by=keeper(), at=at)


class TestNumbers:
    @pytest.mark.parametrize(
        ("scanned", "found"),
        [
            ("A-000012", "A-000012"),
            (" a-000012 ", "A-000012"),
            ("Ａ－０００012", "A-000012"),
            ("https://localhost:8000/assets/numbers/A-000012/", "A-000012"),
            ("https://x.example/a?n=A-000012", "A-000012"),
            ("PC_7.b", "PC_7.B"),
            ("", ""),
            ("   ", ""),
            ("番号", ""),
            ("../../etc/passwd", "PASSWD"),
            ("<script>", ""),
        ],
    )
    def test_what_a_code_says(self, scanned, found):
        assert number_in(scanned) == found

    @given(st.text(max_size=400))
    def test_anything_gives_a_plain_number_or_none_and_giving_it_again_changes_nothing(self, text):
        found = number_in(text)
        assert len(found) <= 60
        assert set(found) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ._-")
        assert number_in(found) == found

    def test_the_register_is_found_by_its_numbers(self):
        row = asset()
        assert stock().numbered(number(row)).ref == f"asset:{row.pk}"
        for other in ("A-999999999999999999", "A-", "B-000001", "000001"):
            assert stock().numbered(other) is None


class TestOpening:
    def test_the_covered_equipment_of_the_units_is_expected(self):
        here, there = make_unit("総務課"), make_unit("給付課")
        mine, _other = asset(unit=here), asset(unit=there)
        outside = asset(unit=here)
        assets.exclude(asset=outside, reason="別会計", by=keeper(), at=AT)
        taking = counting(here)
        assert [line.ref for line in taking.lines.all()] == [f"asset:{mine.pk}"]

    def test_a_unit_is_counted_by_one_at_a_time(self):
        asset()
        taking = counting()
        with pytest.raises(PremisesError, match="まだ終わっていません"):
            counting()
        _close(taking)
        assert counting().pk != taking.pk

    def test_not_until_a_day_that_has_passed(self):
        asset()
        with pytest.raises(PremisesError, match="期限"):
            counting(due_on=DAY - timedelta(days=1))

    def test_nothing_to_count_is_no_count(self):
        with pytest.raises(PremisesError, match="数える対象"):
            counting()
        assert not StockTaking.objects.exists()


class TestSeeing:
    @pytest.fixture
    def row(self):
        return asset()

    @pytest.fixture
    def taking(self, row):
        return counting()

    def test_an_expected_number_is_found(self, taking, row):
        line = _see(taking, f"https://body.example/a/{number(row)}")
        assert (line.state, line.seen_at) == ("found", AT)
        assert taking.lines.count() == 1

    def test_another_units_thing_is_found_elsewhere_and_stays_so(self, taking):
        stray = asset(unit=make_unit("給付課"))
        assert _see(taking, number(stray)).state == "elsewhere"
        assert _see(taking, number(stray)).state == "elsewhere"

    def test_at_another_place_than_registered_is_elsewhere_until_seen_there(self, taking, row):
        taking.lines.update(place="3階")
        assert _see(taking, number(row), "1階").state == "elsewhere"
        assert _see(taking, number(row), "3階").state == "found"
        assert _see(taking, number(row)).state == "found"

    def test_a_number_nobody_registered_is_unknown_once(self, taking):
        assert _see(taking, "Z-1").state == "unknown"
        assert _see(taking, "z-1").state == "unknown"
        assert taking.lines.filter(state="unknown").count() == 1

    def test_something_registered_meanwhile_is_found(self, taking):
        assert _see(taking, number(asset())).state == "found"

    def test_no_number_is_refused(self, taking):
        with pytest.raises(PremisesError, match="番号を読み取れません"):
            _see(taking, "バーコードなし")

    def test_after_the_end_nothing_is_seen(self, taking, row):
        _close(taking)
        with pytest.raises(PremisesError, match="終わっています"):
            _see(taking, number(row))


class TestClosing:
    def test_what_was_not_seen_is_missing_and_the_result_is_sealed(self):
        found, _missing = asset("サーバ"), asset("USBメモリ")
        taking = counting()
        _see(taking, number(found))
        _see(taking, "Z-9")
        closed = _close(taking)
        assert counts(closed) == {
            "lines": 3,
            "found": 1,
            "elsewhere": 0,
            "missing": 1,
            "unknown": 1,
        }
        (entry,) = evidence.sealed(["stocktaking.closed"])
        assert entry.facts["lines_sha256"] == result_digest(closed)
        assert entry.facts["missing"] == 1
        assert "サーバ" not in str(entry.facts)

    @pytest.mark.parametrize("change", [{"state": "found"}, {"seen_by": None}, {"number": "A-1"}])
    def test_a_result_changed_afterwards_has_another_fingerprint(self, change):
        row = asset()
        taking = counting()
        _see(taking, number(row))
        asset_missing = StockLine.objects.create(taking=taking, number="X")
        closed = _close(taking)
        before = result_digest(closed)
        target = asset_missing if "state" in change else taking.lines.get(ref=f"asset:{row.pk}")
        StockLine.objects.filter(pk=target.pk).update(**change)
        assert result_digest(closed) != before

    def test_settling_changes_the_fingerprint_of_nothing(self):
        asset()
        closed = _close(counting())
        before = result_digest(closed)
        line = closed.lines.get()
        actions.settle_difference(line=line, settlement="廃棄済みと判明", by=keeper(), at=AT)
        assert result_digest(closed) == before


class TestSettling:
    def test_after_the_end_a_difference_with_words(self):
        asset()
        taking = counting()
        line = taking.lines.get()
        with pytest.raises(PremisesError, match="棚卸を終えてから"):
            actions.settle_difference(line=line, settlement="x", by=keeper(), at=AT)
        _close(taking)
        with pytest.raises(PremisesError, match="どう始末したか"):
            actions.settle_difference(line=line, settlement=" ", by=keeper(), at=AT)
        actions.settle_difference(line=line, settlement="紛失届を出した", by=keeper(), at=AT)
        line.refresh_from_db()
        assert (line.settled_at, line.settlement) == (AT, "紛失届を出した")

    def test_what_was_found_needs_none(self):
        row = asset()
        taking = counting()
        line = _see(taking, number(row))
        _close(taking)
        with pytest.raises(PremisesError, match="差異のない"):
            actions.settle_difference(line=line, settlement="x", by=keeper(), at=AT)
