"""Stock-taking: what is expected, what a number means, what closing seals."""

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, make_unit
from tests.web.premises.standing import asset, counting, keeper, number

from sekisho.web.assets import actions as assets
from sekisho.web.assets.labelling import code_of
from sekisho.web.assets.models import Asset
from sekisho.web.evidence import queries as evidence
from sekisho.web.premises import actions
from sekisho.web.premises.actions.stocktaking import counts, result_digest
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import StockLine, StockTaking
from sekisho.web.premises.stock import (
    key_of,
    looks_like_a_number,
    number_in,
    same_place,
    stock,
)

pytestmark = pytest.mark.django_db


def _see(taking, scanned, place="", at=AT):
    return actions.see(taking=taking, scanned=scanned, place=place, by=keeper(), at=at)


def _close(taking, at=AT):
    return actions.close_stocktaking(taking=taking, by=keeper(), at=at)


# What a body may write on its labels: kanji, slashes, spaces, any width and case.
NUMBERS = st.text(
    st.sampled_from("AbzＡｂ０19総務係ーﾊﾟ -_./#?%&=+（）～"), min_size=1, max_size=40
).filter(lambda text: text.strip())


class TestNumbers:
    @pytest.mark.parametrize(
        ("scanned", "found"),
        [
            ("A-000012", "A-000012"),
            (" a-000012 ", "a-000012"),
            ("　Ａ－０００012　", "A-000012"),
            ("A-0012\u200b\r\n", "A-0012"),
            ("https://localhost:8000/assets/numbers/A-000012/", "A-000012"),
            ("ｈｔｔｐｓ：//localhost/assets/numbers/A-000012/?x=1#y", "A-000012"),
            ("http://localhost/assets/numbers/H30/12/", "H30/12"),
            ("http://localhost/assets/numbers/%E7%B7%8F%20001/", "総 001"),
            ("https://x.example/a?n=A-000012", "A-000012"),
            ("https://[broken/x-1", "x-1"),
            ("H30/12", "H30/12"),
            ("備品　 12", "備品 12"),
            ("", ""),
            ("   ", ""),
            ("1" * 61, ""),
        ],
    )
    def test_what_a_code_says(self, scanned, found):
        assert number_in(scanned) == found

    @given(NUMBERS)
    @example("総－００１")
    @example("H30/12")
    @example("a?b#c%20d")
    @example("/12/")
    def test_the_code_of_every_label_says_its_number(self, number):
        said = number_in(code_of(Asset(number=number)))
        assert said == number_in(number)
        assert key_of(said) == key_of(number)

    @given(st.text(max_size=400))
    def test_anything_gives_a_number_or_none_and_its_key_stays_its_key(self, text):
        found = number_in(text)
        assert len(found) <= 60
        assert found.isprintable()
        assert key_of(key_of(text)) == key_of(text)

    @pytest.mark.parametrize(
        "typed",
        ["a-0001", "Ａ－０００１", "ａー０００１", "A−0001", " A‐0001 ", "A—0001", "A―0001"],
    )
    def test_what_input_methods_make_of_a_number_is_the_number(self, typed):
        assert key_of(number_in(typed)) == key_of("A-0001")

    @pytest.mark.parametrize(
        ("text", "may"),
        [
            ("Z-99", True),
            ("総務 12", True),
            ("H30/12", True),
            ("passwd", False),
            ("<script>1", False),
            ("WIFI:S:kyosai;P:hanko2026;;", False),
            ("12,34", False),
        ],
    )
    def test_what_may_be_noted_as_an_unknown_number(self, text, may):
        assert looks_like_a_number(text) is may

    def test_the_register_is_found_by_its_numbers(self):
        row = asset()
        for written in (row.number, row.number.lower(), "Ａ－０００１"):
            assert [each.ref for each in stock().numbered(written)] == [f"asset:{row.pk}"]
        for other in ("A-999999999999999999", "A-", "B-0001", "0001", "A-000", "%", ""):
            assert list(stock().numbered(other)) == []


class TestPlaces:
    @pytest.mark.parametrize(
        ("seen", "registered", "same"),
        [
            ("本館2階 給付課", "本館2階 給付課", True),
            ("本館２階　給付課", "本館2階 給付課", True),
            ("本館2階", "本館2階 給付課", True),
            ("本館2階 給付課 窓際", "本館2階 給付課", True),
            ("", "3階", True),
            ("3階", "", True),
            ("本館1階", "本館2階", False),
            ("本館1", "本館10階", False),
            ("1階", "本館1階", False),
            ("本館2階 保健課", "本館2階 給付課", False),
        ],
    )
    def test_two_writings(self, seen, registered, same):
        assert same_place(seen, registered) is same
        assert same_place(registered, seen) is same


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

    @pytest.mark.parametrize("own", ["pc-7", "ＰＣ－８", "総務／備品　12", "H30/12", "サーバー1"])
    def test_an_own_number_is_found_as_it_is_and_by_its_label(self, own):
        row = asset(number=own)
        taking = counting()
        for scanned in (own, own.upper(), own.lower(), code_of(row)):
            line = _see(taking, scanned)
            assert (line.ref, line.number, line.state) == (f"asset:{row.pk}", own, "found")
        assert taking.lines.count() == 1

    def test_of_two_numbers_that_differ_by_case_the_exact_one_is_meant(self):
        small, large = asset(number="pc-7"), asset(number="PC-7")
        taking = counting()
        assert _see(taking, "pc-7").ref == f"asset:{small.pk}"
        assert _see(taking, "PC-7").ref == f"asset:{large.pk}"
        with pytest.raises(PremisesError, match=r"pc-7、PC-7|PC-7、pc-7"):
            _see(taking, "Pc-7")

    def test_what_was_unknown_is_known_once_it_is_registered(self, taking):
        assert _see(taking, "z-1").state == "unknown"
        row = asset(number="Z-1")
        line = _see(taking, "z-1")
        assert (line.ref, line.number, line.state) == (f"asset:{row.pk}", "Z-1", "found")
        assert not taking.lines.filter(state="unknown").exists()

    def test_a_number_nobody_registered_is_unknown_once(self, taking):
        assert _see(taking, "Z-1").state == "unknown"
        assert _see(taking, "z-1").state == "unknown"
        assert taking.lines.filter(state="unknown").count() == 1

    def test_something_registered_meanwhile_is_found(self, taking):
        assert _see(taking, number(asset())).state == "found"

    def test_no_number_is_refused(self, taking):
        with pytest.raises(PremisesError, match="番号を読み取れません"):
            _see(taking, "バーコードなし")
        with pytest.raises(PremisesError, match="番号を読み取れません"):
            _see(taking, "WIFI:S:kyosai;P:hanko2026;;")

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
        asset_missing = StockLine.objects.create(taking=taking, number="X", key="x")
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
