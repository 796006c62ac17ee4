"""Units and posts: named once, no unit under itself."""

import pytest
from django.urls import reverse
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.organization.counting import queries_of
from tests.web.organization.sealed import last

from sekisho.web.organization.actions import add_post, add_unit, change_post, change_unit
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.models import Post, Unit
from sekisho.web.organization.queries import unit_tree

pytestmark = pytest.mark.django_db


def unit(name, parent=None, **fields):
    return add_unit(name=name, parent=parent, by=None, at=AT, **fields)


def test_the_same_name_twice_under_one_parent_is_refused():
    top = unit("事務局")
    unit("総務課", top)
    with pytest.raises(OrganizationError, match="同じ名称"):
        unit("総務課", top)
    with pytest.raises(OrganizationError, match="同じ名称"):
        unit("事務局")


def test_the_same_name_under_another_parent_is_fine():
    assert unit("庶務係", unit("総務課")).pk
    assert unit("庶務係", unit("給付課")).pk


def test_a_unit_is_not_placed_under_itself_or_below():
    top = unit("事務局")
    below = unit("総務課", top)
    deep = unit("庶務係", below)
    for parent in (top, below, deep):
        with pytest.raises(OrganizationError, match="上位の所属"):
            change_unit(unit=top, name="事務局", parent=parent, position=0, by=make_person(), at=AT)


def test_a_change_is_sealed_by_ids():
    top, moved = unit("事務局"), unit("総務課")
    change_unit(unit=moved, name="企画課", parent=top, position=3, by=make_person(), at=AT)
    kind, _actor, body = last(f"unit:{moved.pk}")
    assert kind == "unit.changed"
    assert body == {"parent": top.pk, "position": 3}


def test_a_title_twice_in_one_unit_is_refused():
    where = unit("総務課")
    add_post(title="課長", unit=where, by=None, at=AT)
    with pytest.raises(OrganizationError, match="職名"):
        add_post(title="課長", unit=where, by=None, at=AT)


def test_a_post_keeps_its_own_title():
    post = add_post(title="課長", unit=unit("総務課"), by=None, at=AT)
    change_post(post=post, title="課長", unit=unit("給付課"), by=make_person(), at=AT)
    assert last(f"post:{post.pk}")[0] == "post.changed"


def test_the_tree_follows_parents_and_positions():
    top = unit("事務局")
    unit("給付課", top, position=2)
    unit("総務課", top, position=1)
    make_person(unit=Unit.objects.get(name="総務課"))
    rows = [(row.unit.name, row.depth, row.headcount) for row in unit_tree(DAY)]
    assert rows == [("事務局", 0, 0), ("総務課", 1, 1), ("給付課", 1, 0)]


class TestPages:
    def test_the_list_costs_the_same_for_many(self):
        client = client_for(make_person(roles=("secretariat",)))
        for n in range(10):
            Post.objects.create(title="課長", unit=unit(f"課{n}"))
        few = queries_of(client.get, "/organization/units/")
        for n in range(10, 20):
            Post.objects.create(title="課長", unit=unit(f"課{n}"))
        assert queries_of(client.get, "/organization/units/") == few

    def test_units_and_posts_are_added_and_changed(self):
        client = client_for(make_person(roles=("secretariat",)))
        client.post(reverse("organization:unit-add"), {"name": "給付課", "position": "1"})
        made = Unit.objects.get(name="給付課")
        client.post(reverse("organization:post-add"), {"title": "課長", "unit": made.pk})
        post = Post.objects.get(title="課長")
        client.post(
            reverse("organization:unit-change", args=[made.pk]),
            {"name": "年金課", "position": "2"},
        )
        client.post(
            reverse("organization:post-change", args=[post.pk]),
            {"title": "室長", "unit": made.pk},
        )
        made.refresh_from_db()
        post.refresh_from_db()
        assert (made.name, made.position, post.title) == ("年金課", 2, "室長")

    def test_a_name_taken_is_refused_with_the_reason(self):
        client = client_for(make_person(roles=("secretariat",)))
        unit("給付課")
        response = client.post(
            reverse("organization:unit-add"), {"name": "給付課", "position": "1"}
        )
        assert response.status_code == 422
        assert "同じ名称の所属があります" in response.text

    @pytest.mark.parametrize("name", ["unit-add", "post-add"])
    def test_a_reader_adds_nothing(self, name):
        client = client_for(make_person(roles=("contact-point",)))
        address = reverse(f"organization:{name}")
        assert client.post(address, {"name": "x", "position": "1"}).status_code == 403

    def test_a_reader_changes_nothing(self):
        client = client_for(make_person(roles=("contact-point",)))
        made = unit("給付課")
        post = Post.objects.create(title="課長", unit=made)
        for name, pk in (("unit-change", made.pk), ("post-change", post.pk)):
            address = reverse(f"organization:{name}", args=[pk])
            assert client.get(address).status_code == 403
