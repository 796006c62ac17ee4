"""Kinds of permits and routes as data: what the catalogue holds, and what its reader refuses."""

import pytest
import yaml

from sekisho.catalogue import CatalogueError, load
from sekisho.catalogue.decisions import permit_kind, route, routing
from sekisho.catalogue.entry import Entry
from sekisho.catalogue.files import data_folder

GOOD_KIND = {
    "id": "lending",
    "title": {"ja": "貸出し", "en": "Lending"},
    "help": {"ja": "借りる", "en": "Borrow"},
    "subject": {"room": "medium", "title": {"ja": "物", "en": "Thing"}, "many": True},
    "fields": [
        {
            "name": "grade",
            "type": "choice",
            "title": {"ja": "重さ", "en": "Grade"},
            "required": True,
            "scope": True,
            "options": [{"id": "open", "title": {"ja": "軽い", "en": "Light"}}],
        }
    ],
    "longest_days": 10,
    "shorter": [{"field": "grade", "values": ["open"], "days": 3}],
    "duties": ["return"],
    "source": "例",
    "confirmed": True,
}
ROLES = {"ciso": object(), "manager": object()}


def kind(**changes):
    return permit_kind(Entry("permits.yaml", GOOD_KIND | changes))


def field(**changes):
    return [GOOD_KIND["fields"][0] | changes]


def test_a_kind_is_read_as_it_stands():
    found = kind()
    assert (found.id, found.duties, found.subject.room) == ("lending", ("return",), "medium")
    assert found.days_for({"grade": "open"}) == 3
    assert found.days_for({}) == 10


def test_the_shortest_time_counts():
    found = kind(
        shorter=[
            {"field": "grade", "values": ["open"], "days": 7},
            {"field": "grade", "values": ["open"], "days": 5},
        ]
    )
    assert found.days_for({"grade": "open"}) == 5


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"longest_days": 0}, "above zero"),
        ({"duties": ["burn"]}, "a duty is one of"),
        ({"shorter": [{"field": "grade", "values": ["secret"], "days": 3}]}, "never one of"),
        ({"shorter": [{"field": "place", "values": ["open"], "days": 3}]}, "never one of"),
        ({"fields": field(type="text")}, "options stand at a choice"),
        ({"fields": field(options=[])}, "options stand at a choice"),
        ({"fields": field(type="colour")}, "not one of"),
        ({"fields": field() * 2}, "same name"),
        ({"fields": field(colour="red")}, "unknown field"),
    ],
)
def test_a_kind_that_cannot_be_is_refused(changes, words):
    with pytest.raises(CatalogueError, match=words):
        kind(**changes)


def read(stages, name="lending"):
    return route(Entry("routes.yaml", {"kind": name, "stages": stages}), ROLES)


STAGE = {"act": "decide", "need": "any", "seats": ["role:ciso"]}


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        ([], "exactly the last stage"),
        ([STAGE | {"act": "review"}], "exactly the last stage"),
        ([STAGE, STAGE], "exactly the last stage"),
        ([STAGE | {"seats": ["role:king"]}], "nobody can sit"),
        ([STAGE | {"seats": ["permission:everything"]}], "nobody can sit"),
        ([STAGE | {"seats": ["post:"]}], "nobody can sit"),
        ([STAGE | {"seats": ["friend"]}], "nobody can sit"),
        ([STAGE | {"seats": []}], "empty list"),
        ([STAGE | {"need": "most"}], "not one of"),
        ([STAGE | {"act": "sing"}], "not one of"),
        ([STAGE | {"when": {"field": "grade", "in": ["open"]}}], "exactly the last stage"),
    ],
)
def test_a_route_that_decides_nothing_is_refused(stages, words):
    with pytest.raises(CatalogueError, match=words):
        read(stages)


def test_every_way_to_name_a_seat_is_read():
    seats = ["unit-head", "role:ciso", "permission:documents.approve", "post:総務課長"]
    assert read([STAGE | {"seats": seats}]).stages[0].seats == tuple(seats)


def whole(**changes):
    raw = {
        "heads": ["manager"],
        "above": ["ciso"],
        "stand_ins": [{"for": "role:ciso", "by": ["role:manager"]}],
        "routes": [{"kind": "lending", "stages": [STAGE]}],
    }
    found = Entry("routes.yaml", raw | changes, "file")
    return routing(found, {"lending": kind()}, ROLES)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"heads": ["king"]}, "no role"),
        ({"above": ["king"]}, "no role"),
        ({"stand_ins": [{"for": "king", "by": ["role:ciso"]}]}, "no seat"),
        ({"stand_ins": [{"for": "role:ciso", "by": ["role:king"]}]}, "nobody can sit"),
        ({"routes": [{"kind": "edition", "stages": [STAGE]}]}, "no route for lending"),
        ({"routes": [{"kind": "lending", "stages": [STAGE]}] * 2}, "two routes"),
        (
            {
                "routes": [
                    {"kind": "lending", "stages": [STAGE]},
                    {
                        "kind": "edition",
                        "stages": [STAGE | {"when": {"field": "grade", "not_in": ["x"]}}, STAGE],
                    },
                ]
            },
            "exactly the last|no kind of permit",
        ),
    ],
)
def test_routes_that_do_not_fit_together_are_refused(changes, words):
    with pytest.raises(CatalogueError, match=words):
        whole(**changes)


def test_what_fits_together_is_read():
    found = whole()
    assert found.stand_ins == {"role:ciso": ("role:manager",)}
    with pytest.raises(TypeError):
        found.routes["lending"] = None


def test_every_kind_has_a_route_and_ends_within_a_year_and_a_day():
    catalogue = load()
    assert catalogue.permit_kinds.keys() <= catalogue.routing.routes.keys()
    for each in catalogue.permit_kinds.values():
        assert 1 <= each.longest_days <= 366
        assert any(field.name == "purpose" for field in each.fields), "the reason of every one"


def test_the_files_say_what_is_read():
    """An independent reading: ids in order, each kind's questions, each route's acts."""
    raw = yaml.safe_load((data_folder() / "permits.yaml").read_text("utf-8"))
    kinds = list(load().permit_kinds.values())
    assert [each["id"] for each in raw] == [found.id for found in kinds]
    for each, found in zip(raw, kinds, strict=True):
        assert [q["name"] for q in each["fields"]] == [q.name for q in found.fields]
        assert each["longest_days"] == found.longest_days
    routes = yaml.safe_load((data_folder() / "routes.yaml").read_text("utf-8"))["routes"]
    assert [(each["kind"], [stage["act"] for stage in each["stages"]]) for each in routes] == [
        (r.kind, [s.act for s in r.stages]) for r in load().routing.routes.values()
    ]


def test_nobody_decides_a_permit_alone_whose_holders_sign_in_without_a_second_factor():
    """Whoever can sit in a seat by a role proves a second factor."""
    routing_ = load().routing
    seats = {
        seat
        for found in routing_.routes.values()
        for stage in found.stages
        for seat in (*stage.seats, *routing_.stand_ins.get(stage.seats[0], ()))
    }
    roles = {seat.removeprefix("role:") for seat in seats if seat.startswith("role:")}
    for role in roles | set(routing_.heads) | set(routing_.above):
        assert load().roles[role].second_factor, role
