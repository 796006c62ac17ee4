"""Which clauses bind a person: laws, by another way of reading them."""

from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue import load
from sekisho.web.awareness.binding import EVERYBODY, OF_ZONES, Bound, Why, binding

TOPICS = sorted(load().topics)
CLAUSES = st.lists(st.sets(st.sampled_from(TOPICS), max_size=3), max_size=6)
ROLES = st.dictionaries(
    st.sampled_from(["ciso", "manager", "system-manager"]),
    st.sets(st.sampled_from(TOPICS), max_size=4),
    max_size=3,
)
ZONES = st.lists(st.sampled_from(["mynumber", "lgwan", "internet", "other"]), unique=True)


def test_every_topic_named_here_is_the_catalogues():
    assert set(TOPICS) >= EVERYBODY
    assert set(TOPICS) >= set().union(*OF_ZONES.values())
    assert set(OF_ZONES) <= {"mynumber", "lgwan", "internet"}


def test_everybody_then_role_then_zone():
    clauses = [
        (1, ["people.reporting", "organization.committee"]),
        (2, ["organization.committee"]),
        (3, ["resilience.takeout"]),
        (4, ["physical.power"]),
    ]
    roles = {"ciso": ["organization.committee"]}
    found = binding(clauses, roles=roles, zones=["mynumber", "lgwan"])
    assert found == (
        Bound(1, Why.EVERYBODY), Bound(2, Why.ROLE, ("ciso",)), Bound(3, Why.ZONE, ("mynumber",)),
    )  # fmt: skip


@given(CLAUSES, ROLES, ZONES)
def test_a_clause_binds_once_exactly_when_one_of_its_topics_reaches_the_person(
    topics, roles, zones
):
    """By the union of all topics that reach the person."""
    reaching = set(EVERYBODY).union(*roles.values(), *(OF_ZONES.get(z, set()) for z in zones))
    found = binding(enumerate(topics), roles=roles, zones=zones)
    assert [each.clause for each in found] == [n for n, t in enumerate(topics) if t & reaching]


@given(CLAUSES, ROLES, ZONES)
def test_what_reaches_everybody_does_not_depend_on_who_asks(topics, roles, zones):
    mine = {b.clause for b in binding(enumerate(topics), roles=roles, zones=zones)
            if b.why == Why.EVERYBODY}  # fmt: skip
    assert mine == {b.clause for b in binding(enumerate(topics), roles={}, zones=())}


@given(CLAUSES, ROLES, ZONES)
def test_more_roles_and_zones_never_bind_less(topics, roles, zones):
    few = {b.clause for b in binding(enumerate(topics), roles={}, zones=())}
    many = {b.clause for b in binding(enumerate(topics), roles=roles, zones=zones)}
    assert few <= many
