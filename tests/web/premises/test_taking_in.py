"""A file of areas or entrants is taken in together as a person would row by row, only faster."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.premises.standing import keeper, let_in, make_area

from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.changes import NAME
from sekisho.web.evidence.models import Attachment
from sekisho.web.organization.models import Post
from sekisho.web.premises import actions, agreement
from sekisho.web.premises.actions import TakenArea, TakenLine
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Area, Listed

pytestmark = pytest.mark.django_db
KINDS = ("area.recorded", "area.changed", "area.own",
         "entry-list.added", "entry-list.ended", "entry-list.own")  # fmt: skip
COLUMNS = ("name", "level", "unit", "place", "logs_exit", "log_from", "own")


def _sealed(after=-1):
    """What was sealed: kind, figures without numbers of rows, and the values beside."""
    told = {each.index: each for each in evidence.sealed(KINDS) if each.index > after}
    files = {each.record_id: bytes(each.content) for each in Attachment.objects.filter(name=NAME)}
    left_out = {"stands", "listed"}
    return [
        (each.kind, {k: v for k, v in each.facts.items() if k not in left_out}, files.get(index))
        for index, each in sorted(told.items())
    ]


def _last():
    return max((each.index for each in evidence.sealed(KINDS)), default=-1)


def _area(name, *, row=None, own=None, **fields):
    given = {"level": "core", "unit": make_unit(), "place": "3階", "logs_exit": True} | fields
    return TakenArea(row=row, name=name, own=own or {}, **given)


def _line(area, number, *, row=None, own=None, person=None, post=None, days=30):
    last = DAY + timedelta(days=days)
    return TakenLine(row=row, number=number, area=area, person=person, post=post, from_date=DAY,
                     until_date=last, reason="運用", own=own or {})  # fmt: skip


class TestAreas:
    def test_together_seals_what_a_form_seals_row_by_row(self):
        by = keeper()
        kept, start = make_area("甲", by=by), _last()
        for area, name in ((kept, "甲"), (None, "乙")):
            actions.record_area(area=area, name=name, level="office", unit=make_unit("出納課"),
                                place="地下", logs_exit=False, by=by, at=AT)  # fmt: skip
        one_by_one = _sealed(start)
        columns = list(Area.objects.values(*COLUMNS))
        Area.objects.filter(name="乙").delete()
        Area.objects.update(level="core", unit=make_unit(), place="3階", logs_exit=True)
        start, said = _last(), {"level": "office", "unit": make_unit("出納課"), "place": "地下"}
        taken = [
            _area(name, row=row, logs_exit=False, **said)
            for name, row in (("甲", Area.objects.get()), ("乙", None))
        ]
        actions.take_in_areas(taken=taken, by=by, at=AT)
        assert _sealed(start) == one_by_one
        assert list(Area.objects.values(*COLUMNS)) == columns

    def test_only_what_changed_is_sealed_and_own_fields_apart(self):
        by = keeper()
        row, start = make_area("甲", by=by), _last()
        same = _area("甲", row=row)
        actions.take_in_areas(taken=[same], by=by, at=AT)
        assert _sealed(start) == []
        actions.take_in_areas(taken=[replace(same, own={"鍵": "K-7"})], by=by, at=AT)
        ((kind, _facts, file),) = _sealed(start)
        assert (kind, "K-7" in file.decode()) == ("area.own", True)
        assert Area.objects.get().own == {"鍵": "K-7"}

    @pytest.mark.parametrize(
        ("wrong", "error"), [({"name": "甲"}, PremisesError), ({"level": "vault"}, ValueError)]
    )
    def test_one_that_is_refused_leaves_all_undone(self, wrong, error):
        by = keeper()
        make_area("甲", by=by)
        taken = [_area("乙"), replace(_area("丙"), **wrong)]
        with pytest.raises(error):
            actions.take_in_areas(taken=taken, by=by, at=AT)
        assert [each.name for each in Area.objects.all()] == ["甲"]


class TestLines:
    def test_together_seals_what_row_by_row_seals(self):
        by, area = keeper(), make_area()
        person, post = make_person(), Post.objects.create(title="係長", unit=make_unit())
        start = _last()
        actions.list_entrant(area=area, person=person, post=None, from_date=DAY, number="1",
                             until_date=DAY + timedelta(days=30), reason="運用", by=by,
                             at=AT)  # fmt: skip
        actions.list_entrant(area=area, person=None, post=post, from_date=DAY, number="2",
                             until_date=DAY + timedelta(days=30), reason="運用", by=by,
                             at=AT)  # fmt: skip
        first = Listed.objects.get(number="1")
        actions.end_listed(listed=first, on=DAY + timedelta(days=3), by=by, at=AT)
        one_by_one, rows = _sealed(start), list(Listed.objects.values("number", "until_date"))
        Listed.objects.all().delete()
        start = _last()
        taken = [_line(area, "1", person=person), _line(area, "2", post=post)]
        actions.take_in_lines(taken=taken, by=by, at=AT)
        again = _line(area, "1", row=Listed.objects.get(number="1"), person=person, days=3)
        actions.take_in_lines(taken=[again], by=by, at=AT)
        assert _sealed(start) == one_by_one
        assert list(Listed.objects.values("number", "until_date")) == rows

    def test_nobody_lists_themselves_prolongs_or_names_nobody(self):
        area = make_area()
        post = Post.objects.create(title="係長", unit=make_unit())
        by = keeper(post=post)
        kept = let_in(area, make_person(), days=5)
        for wrong in (
            _line(area, "9", person=by),
            _line(area, "9", post=post),
            _line(area, "9"),
            _line(area, "9", person=make_person(), days=-1),
            _line(area, kept.number, row=kept, person=kept.person, days=6),
        ):
            good = _line(area, "8", person=make_person())
            with pytest.raises(PremisesError):
                actions.take_in_lines(taken=[good, wrong], by=by, at=AT)
            assert list(Listed.objects.values_list("number", flat=True)) == [kept.number]


def test_what_was_taken_in_together_is_as_it_was_sealed_and_what_changed_after_is_told():
    by = keeper()
    actions.take_in_areas(taken=[_area(f"室{n}", own={"鍵": n}) for n in range(3)], by=by, at=AT)
    area = Area.objects.first()
    taken = [_line(area, f"{n}", person=make_person(), own={"札": n}) for n in range(3)]
    actions.take_in_lines(taken=taken, by=by, at=AT)
    assert list(agreement.differences()) == []
    Listed.objects.filter(number="1").update(until_date=DAY)
    assert len(list(agreement.differences())) == 1


def test_queries_do_not_grow_with_the_rows_of_a_file():
    by = keeper()
    area, unit = make_area(), make_unit()

    def counted(first, last):
        areas = [_area(f"室{n}", unit=unit, own={"鍵": n}) for n in range(first, last)]
        people = [make_person() for _ in range(first, last)]
        lines = [_line(area, f"{n}", person=each) for n, each in enumerate(people, first)]
        with CaptureQueriesContext(connection) as found:
            actions.take_in_areas(taken=areas, by=by, at=AT)
            actions.take_in_lines(taken=lines, by=by, at=AT)
        return len(found)

    assert counted(0, 3) == counted(10, 40)
