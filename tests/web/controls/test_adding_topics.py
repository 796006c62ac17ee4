"""Why one person may add topics to a clause that has some, and may not add the first alone.

A further topic never makes a clause's own status lighter, whatever the evidence and the exemptions
say; the first one can.
"""

from hypothesis import assume, given
from hypothesis import strategies as st

from sekisho.catalogue import load
from sekisho.web.controls.status import (
    WEIGHT,
    ClauseNode,
    ControlState,
    Status,
    clause_states,
)

CONTROLS = list(load().controls.values())
TOPICS = st.frozensets(st.sampled_from([*load().topics, "dropped.topic"]), max_size=4)
KNOWN = [each for each in Status if each not in {Status.NO_DEMAND, Status.NOT_COVERED}]


@st.composite
def standing(draw):
    """Return every control of the catalogue in some state, some of them set aside."""
    statuses = draw(st.lists(st.sampled_from(KNOWN), min_size=5, max_size=5))
    aside = draw(st.integers(min_value=2, max_value=9))
    return {
        control.id: ControlState(control, statuses[place % 5], None, set_aside=place % aside == 0)
        for place, control in enumerate(CONTROLS)
    }


def own_status(topics, states):
    node = ClauseNode("1", 0, demands=True, topics=tuple(sorted(topics)))
    return clause_states([node], states)[0].own


@given(TOPICS, TOPICS, standing())
def test_a_further_topic_never_makes_it_better(had, added, states):
    assume(had)
    before, after = own_status(had, states), own_status(had | added, states)
    assert WEIGHT[after] >= WEIGHT[before]


def test_a_first_topic_can():
    states = {each.id: ControlState(each, Status.IN_FORCE, None) for each in CONTROLS}
    topic = CONTROLS[0].topics[0]
    assert own_status((), states) is Status.NOT_COVERED
    assert own_status((topic,), states) is Status.IN_FORCE
