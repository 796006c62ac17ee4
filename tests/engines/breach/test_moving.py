"""A change of when it was known, or of a fact, moves the clock and says what moved."""

from datetime import date

from tests.engines.breach.build import at, facts, judged

from sekisho.breach import Change, moves


def _told(before, after):
    return {each.duty: (each.change, each.before, each.after) for each in moves(before, after)}


def test_known_two_days_earlier_brings_everything_two_days_forward():
    before = judged(facts("sensitive=yes", known=at("2026-11-30")))
    after = judged(facts("sensitive=yes", known=at("2026-11-28")))
    found = moves(before, after)
    assert {each.duty for each in found} == {each.id for each in before.duties}
    assert {each.change for each in found} == {Change.EARLIER}
    assert all((each.before - each.after).days == 2 for each in found)


def test_known_an_hour_later_on_the_same_day_moves_nothing():
    before = judged(facts("sensitive=yes", known=at("2026-11-30", 9)))
    assert moves(before, judged(facts("sensitive=yes", known=at("2026-11-30", 18)))) == ()


def test_past_midnight_everything_moves_by_a_day():
    before = judged(facts("sensitive=yes", known=at("2026-11-30", 23, 59)))
    found = moves(before, judged(facts("sensitive=yes", known=at("2026-12-01", 0, 0))))
    assert {each.change for each in found} == {Change.LATER}


def test_found_to_be_on_purpose_puts_the_final_report_off_and_calls_the_police():
    found = _told(judged(facts("sensitive=yes")), judged(facts("sensitive=yes unlawful=yes")))
    assert found["business-final"][0] is Change.LATER
    assert found["police"][0] is Change.APPEARED
    assert found["police"][1] is None
    assert "business-prompt" not in found


def test_found_to_be_encrypted_ends_the_legal_duties():
    found = _told(judged(facts("sensitive=yes")), judged(facts("sensitive=yes protected=yes")))
    assert {name for name, each in found.items() if each[0] is Change.GONE} == {
        "business-prompt", "business-final", "business-notice",
        "ministry", "prefecture", "supervisor", "publish-now",
    }  # fmt: skip
    assert found["publish-half"][2].date() == date(2027, 3, 31)


def test_the_101st_person_makes_an_administrative_body_report():
    found = _told(
        judged(facts("body=administrative", people=100)),
        judged(facts("body=administrative", people=101)),
    )
    assert {"admin-prompt", "admin-final", "admin-notice"} <= {
        name for name, each in found.items() if each[0] is Change.APPEARED
    }


def test_moves_are_told_in_the_order_of_their_names():
    found = [each.duty for each in moves(judged(facts("")), judged(facts("unlawful=yes")))]
    assert found == sorted(found)
