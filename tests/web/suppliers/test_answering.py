"""Whether a contractor's answers are whole, and what they deny."""

from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue import load_suppliers
from sekisho.web.suppliers.answering import ANSWERS, LONGEST, Answer, denied, faults, read, stored

QUESTIONS = load_suppliers().yearly_for("mynumber")
SAID = st.builds(
    Answer,
    st.sampled_from([*ANSWERS, "", "perhaps"]),
    st.sampled_from(["", "  ", "理由", "長" * 301]),
)


@given(st.dictionaries(st.sampled_from([each.id for each in QUESTIONS]), SAID))
def test_whole_is_a_known_answer_to_every_question_with_words_where_it_is_not_yes(answers):
    def whole(said):
        if said is None or said.answer not in ANSWERS or len(said.words) > LONGEST:
            return False
        return said.answer == "yes" or said.words.strip() != ""

    expected = [each.id for each in QUESTIONS if not whole(answers.get(each.id))]
    assert [each.id for each in faults(QUESTIONS, answers)] == expected


@given(st.dictionaries(st.sampled_from([each.id for each in QUESTIONS]), SAID))
def test_denied_are_exactly_the_noes_and_answers_are_read_as_they_were_stored(answers):
    found = {each.id for each in denied(QUESTIONS, answers)}
    assert found == {key for key, each in answers.items() if each.answer == "no"}
    assert read(stored(answers)) == answers


def test_the_longest_answers_fit_what_somebody_unknown_may_send():
    from urllib.parse import quote

    from sekisho.web.ui.bodies import UNKNOWN_BYTES

    together = len(QUESTIONS) * (LONGEST * len(quote("あ")) + 200)
    assert together < UNKNOWN_BYTES
