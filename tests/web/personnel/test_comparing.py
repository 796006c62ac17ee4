"""The comparison of a list with the register: laws, by a second way of counting."""

from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.personnel.comparing import Difference, Known, Listed, What, compare, doubles

NUMBERS = st.sampled_from(["", "S1", "S2", "S3", "S4"])
WORDS = st.sampled_from(["", "甲", "乙"])
MAILS = st.sampled_from(["", "a@x.example", "A@x.example", "b@x.example"])


@st.composite
def lists(draw):
    found = draw(st.lists(st.builds(
        Listed, NUMBERS, name=WORDS, furigana=WORDS, email=MAILS, unit=WORDS, post=WORDS,
    ), max_size=5))  # fmt: skip
    return list({each.number: each for each in found}.values())


@st.composite
def registers(draw):
    rows = draw(st.lists(st.tuples(NUMBERS, WORDS, WORDS, MAILS, WORDS, WORDS), max_size=5))
    taken, found = set(), []
    for pk, (number, *words) in enumerate(rows, 1):
        if number and number in taken:
            continue
        taken.add(number)
        found.append(Known(pk, number, *words))
    return found


def as_listed(known):
    return Listed(known.number, known.name, known.furigana, known.email, known.unit, known.post)


def whats(found):
    return [(each.what, each.number) for each in found]


def test_somebody_new_somebody_gone_somebody_moved():
    listed = [Listed("S1", "甲", unit="年金課"), Listed("S3", "丙", unit="給付課")]
    known = [
        Known(1, "S1", "甲", "コウ", "", "給付課", ""),
        Known(2, "S2", "乙", "オツ", "", "給付課", ""),
    ]
    found = compare(listed, known)
    assert whats(found) == [(What.MOVED, "S1"), (What.GONE, "S2"), (What.COME, "S3")]
    assert found[0].values == (("unit", "年金課"),)
    assert found[2].values == (("name", "丙"), ("unit", "給付課"))


def test_who_has_no_number_is_met_by_the_one_address_and_gets_the_number():
    known = [Known(1, "", "甲", "", "A@x.example", "", "")]
    (found,) = compare([Listed("S1", "甲", email="a@x.example")], known)
    assert (found.what, found.known) == (What.CHANGED, known[0])
    assert dict(found.values) == {"email": "a@x.example", "number": "S1"}


def test_an_address_of_two_names_nobody():
    known = [Known(n, "", "甲", "", "a@x.example", "", "") for n in (1, 2)]
    assert whats(compare([Listed("S1", email="a@x.example")], known)) == [(What.COME, "S1")]
    twins = [Listed("S1", email="a@x.example"), Listed("S2", email="A@x.example")]
    assert len(compare(twins, known[:1])) == 2


def test_doubles_are_told():
    assert doubles([Listed("S2"), Listed("S1"), Listed("S2"), Listed(""), Listed("")]) == ("S2",)


@given(registers())
def test_a_list_that_agrees_differs_in_nothing(known):
    numbered = [each for each in known if each.number]
    assert compare([as_listed(each) for each in numbered], numbered) == ()


@given(lists(), registers())
def test_every_number_is_accounted_for_once(listed, known):
    """By counting: who is in one only has come or is gone; of both, no such thing is said."""
    found = compare(listed, known)
    said = {each.number for each in listed if each.number}
    have = {each.number for each in known if each.number}
    gone = [each.number for each in found if each.what == What.GONE]
    come = {each.number for each in found if each.what == What.COME}
    assert sorted(gone) == sorted(have - said)
    assert come <= said - have
    missing = (said - have) - come  # met by their address
    by_mail = {e.number for e in found if e.known and not e.known.number}
    assert missing == by_mail
    assert len(whats(found)) == len(set(whats(found)))


@given(lists(), registers())
def test_what_the_list_leaves_empty_is_never_proposed(listed, known):
    for each in compare(listed, known):
        assert all(new for _name, new in each.values)
        if each.known is not None:
            assert all(getattr(each.known, name) != new for name, new in each.values)


@given(lists(), registers())
def test_the_order_of_the_list_makes_no_difference(listed, known):
    assert compare(listed, known) == compare(listed[::-1], known)


@given(lists(), registers())
def test_taking_everything_over_leaves_nothing_to_say(listed, known):
    """Apply each difference by hand to the register; then they agree."""
    rows = {each.pk: each for each in known}
    for number, each in enumerate(compare(listed, known)):
        _apply(rows, each, 100 + number)
    left = compare(listed, list(rows.values()))
    assert [each for each in left if each.what != What.COME] == []


def _apply(rows: dict[int, Known], each: Difference, new: int) -> None:
    values = dict(each.values)
    if each.what == What.GONE:
        del rows[each.known.pk]
    elif each.what == What.COME:
        words = [values.get(name, "") for name in ("name", "furigana", "email", "unit", "post")]
        rows[new] = Known(new, each.number, *words)
    else:
        old = rows[each.known.pk]
        said = {name: getattr(old, name) for name in Known.__dataclass_fields__} | values
        rows[old.pk] = Known(**said)
