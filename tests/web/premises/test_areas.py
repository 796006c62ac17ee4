"""Areas and lists: what can be entered, what is refused, what is sealed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.premises.standing import keeper, let_in, make_area

from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.models import Record
from sekisho.web.organization.models import Post
from sekisho.web.premises import actions
from sekisho.web.premises.entering import may_enter
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Area, Listed

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


def _facts(kind):
    (entry,) = evidence.sealed([kind])
    return entry.facts


def test_an_area_begins_its_log_today_and_is_sealed_without_its_name():
    area = make_area("情報システム室")
    assert area.log_from == DAY
    facts = _facts("area.recorded")
    assert facts["level"] == "core"
    assert "情報システム室" not in str(facts)


def test_two_areas_in_use_cannot_have_one_name():
    area = make_area("書庫")
    with pytest.raises(PremisesError, match="同じ名称"):
        make_area(" 書庫 ")
    actions.close_area(area=area, by=keeper(), at=AT)
    assert make_area("書庫").pk != area.pk


def test_the_database_refuses_the_second_of_one_name_too():
    area = make_area("書庫")
    area.pk = None
    with pytest.raises(IntegrityError):
        area.save(force_insert=True)


def test_an_unknown_grade_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="nonsense"):
        make_area(level="nonsense")


def test_an_area_is_corrected_in_place():
    area = make_area("室")
    changed = actions.record_area(
        area=area,
        name="新しい室",
        level="store",
        unit=make_unit("給付課"),
        place="",
        logs_exit=False,
        by=keeper(),
        at=AT,
    )
    assert (changed.pk, changed.name, changed.logs_exit) == (area.pk, "新しい室", False)
    assert Area.objects.count() == 1


def test_an_area_is_closed_once():
    area = make_area()
    actions.close_area(area=area, by=keeper(), at=AT)
    assert not Area.objects.in_use().exists()
    with pytest.raises(PremisesError, match="既に廃止"):
        actions.close_area(area=area, by=keeper(), at=AT)


def test_reviewing_seals_how_many_were_listed_that_day():
    area = make_area()
    let_in(area, make_person())
    let_in(area, make_person(), since=DAY - timedelta(days=90))
    actions.review_list(area=area, by=keeper(), at=AT)
    area.refresh_from_db()
    assert area.reviewed_at == AT
    assert _facts("entry-list.reviewed")["listed"] == 1


class TestLists:
    def test_somebody_listed_may_enter_from_the_first_to_the_last_day(self):
        area, person = make_area(), make_person()
        line = let_in(area, person, days=2)
        for offset, allowed in ((-1, False), (0, True), (2, True), (3, False)):
            found = may_enter(area, DAY + timedelta(days=offset))
            assert (person in found) is allowed
        assert line.until_date == DAY + timedelta(days=2)

    def test_whoever_holds_the_post_may_enter_and_the_predecessor_no_more(self):
        area, unit = make_area(), make_unit()
        post = Post.objects.create(title="情報係長", unit=unit)
        old, new = make_person(post=post), make_person()
        actions.list_entrant(
            area=area,
            person=None,
            post=post,
            from_date=DAY,
            until_date=DAY + MONTH,
            reason="運用",
            by=None,
            at=AT,
        )
        assert list(may_enter(area, DAY)) == [old]
        old.post, new.post = None, post
        old.save()
        new.save()
        assert list(may_enter(area, DAY)) == [new]

    def test_somebody_who_left_may_not_enter_whatever_the_list_says(self):
        area, person = make_area(), make_person(left_on=DAY)
        let_in(area, person)
        assert person in may_enter(area, DAY)
        assert person not in may_enter(area, DAY + timedelta(days=1))

    def test_nobody_lists_themselves_or_their_own_post(self):
        post = Post.objects.create(title="情報係長", unit=make_unit())
        me, area = keeper(post=post), make_area()
        for who in ({"person": me, "post": None}, {"person": None, "post": post}):
            with pytest.raises(PremisesError, match="自分を名簿"):
                actions.list_entrant(
                    area=area, from_date=DAY, until_date=DAY, reason="運用", by=me, at=AT, **who
                )
        assert not Listed.objects.exists()

    @pytest.mark.parametrize("both", [True, False])
    def test_a_person_or_a_post_never_both_or_neither(self, both):
        person = make_person() if both else None
        post = Post.objects.create(title="係長", unit=make_unit()) if both else None
        with pytest.raises(PremisesError, match="どちらか一つ"):
            actions.list_entrant(
                area=make_area(),
                person=person,
                post=post,
                from_date=DAY,
                until_date=DAY,
                reason="運用",
                by=None,
                at=AT,
            )
        with pytest.raises(IntegrityError):
            Listed.objects.create(
                area=make_area(), person=person, post=post, from_date=DAY, until_date=DAY, reason=""
            )

    def test_the_end_does_not_lie_before_the_beginning(self):
        with pytest.raises(PremisesError, match="終了日"):
            let_in(make_area(), make_person(), days=-1)

    def test_a_line_ends_earlier_never_later(self):
        line = let_in(make_area(), make_person(), days=30)
        actions.end_listed(listed=line, on=DAY + timedelta(days=5), by=keeper(), at=AT)
        line.refresh_from_db()
        assert line.until_date == DAY + timedelta(days=5)
        with pytest.raises(PremisesError, match="後に延ばす"):
            actions.end_listed(listed=line, on=DAY + timedelta(days=6), by=keeper(), at=AT)

    def test_a_line_is_sealed_by_opaque_id(self):
        person = make_person("朝霧 花子")
        let_in(make_area(), person)
        facts = _facts("entry-list.added")
        assert facts["person"] == str(person.opaque_id)
        assert "朝霧" not in str(facts)


def test_every_kind_of_entry_this_room_seals_has_words():
    from sekisho.web.evidence.wording import kind_label

    area = make_area()
    let_in(area, make_person())
    for kind in set(Record.objects.values_list("kind", flat=True)):
        assert kind_label(kind) != kind
