"""What a duty says beside its day: grounds, certainty, other readings, other recipients."""

from datetime import UTC, date, datetime

import pytest
from tests.engines.breach.build import HARMLESS, LEAK, NOON, at, due, facts, judged

from sekisho.breach import UNSURE, ClosedCalendar, FactError, Facts, Note, ReadingReason, assess
from sekisho.catalogue import load_breach_rules


def test_a_duty_names_the_article_of_its_case_and_of_itself():
    duty = judged(facts("sensitive=yes")).duty("business-prompt")
    assert duty.rule.article == "施行規則第8条第1項"
    assert [each.article for each in duty.grounds] == ["施行規則第7条第1号"]


def test_every_case_that_holds_is_a_ground():
    duty = judged(facts("sensitive=yes property=yes", people=1001)).duty("business-final")
    assert {each.case for each in duty.grounds} == {
        "business-sensitive",
        "business-property",
        "business-many",
    }
    assert all(each.certain for each in duty.grounds)


def test_a_duty_is_due_at_the_end_of_its_day_in_japan():
    duty = judged(facts("sensitive=yes")).duty("business-prompt")
    assert duty.due_at.isoformat() == "2026-12-04T23:59:59+09:00"
    assert duty.aim_on == date(2026, 12, 2)


def test_known_late_in_the_evening_elsewhere_is_the_next_day_in_japan():
    known = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)  # midnight in Japan
    assert judged(facts("sensitive=yes", known=known)).duty("business-prompt").due_on == date(
        2026, 12, 5
    )


def test_duties_come_with_the_nearest_first():
    found = [each.due_at for each in judged(facts("unlawful=yes", people=2000)).duties]
    assert found == sorted(found)
    assert len(found) > 4


def test_a_sure_incident_of_a_confirmed_rule_has_nothing_to_be_said():
    duty = judged(facts("sensitive=yes")).duty("business-prompt")
    assert (duty.certain, duty.confirmed, duty.notes) == (True, True, ())


def test_the_number_law_s_own_days_are_to_be_confirmed():
    duty = judged(facts("number=use system=use-system")).duty("number-prompt")
    assert duty.certain
    assert not duty.confirmed
    assert Note.UNCONFIRMED in duty.notes


def test_a_case_read_in_a_copy_only_makes_the_duty_unconfirmed():
    assert (
        not judged(facts("body=administrative local-sensitive=yes")).duty("admin-prompt").confirmed
    )
    assert (
        judged(facts("body=administrative local-sensitive=yes sensitive=yes"))
        .duty("admin-prompt")
        .confirmed
    )


def test_telling_people_has_no_number_of_days_in_law_and_says_so():
    duty = judged(facts("sensitive=yes")).duty("business-notice")
    assert Note.YARDSTICK in duty.notes
    assert duty.due_on == date(2026, 12, 4)


# --- unsure


def test_nothing_answered_is_the_gravest_of_all():
    found = judged(Facts(NOON))
    assert {each.id for each in found.duties} >= {
        "admin-prompt", "admin-final", "admin-notice", "business-prompt", "business-final",
        "business-notice", "number-prompt", "number-final", "number-notice",
    }  # fmt: skip
    assert not any(each.certain for each in found.duties)
    assert found.set_aside == ()


def test_whether_it_was_on_purpose_is_open_so_the_fewer_days_count():
    duty = judged(facts(f"sensitive=yes unlawful={UNSURE}")).duty("business-final")
    assert duty.due_on == date(2026, 12, 29)
    assert duty.certain
    assert Note.UNSURE_EXTENSION in duty.notes
    assert duty.open_facts == ("unlawful",)


def test_only_perhaps_on_purpose_is_owed_in_thirty_days():
    duty = judged(facts(f"unlawful={UNSURE}")).duty("business-final")
    assert (duty.due_on, duty.certain) == (date(2026, 12, 29), False)
    assert {Note.UNSURE, Note.UNSURE_EXTENSION} <= set(duty.notes)


def test_a_number_not_counted_yet_is_taken_for_more():
    duty = judged(facts("", people=80, most=None)).duty("business-prompt")
    assert (duty.certain, duty.open_facts) == (False, ("subjects",))


@pytest.mark.parametrize(
    ("least", "most", "owed"), [(80, 1000, False), (80, 1001, True), (1001, 5000, True)]
)
def test_a_range_of_people_is_judged_at_its_ends(least, most, owed):
    duty = judged(facts("", people=least, most=most)).duty("business-prompt")
    assert (duty is not None) is owed
    assert duty is None or duty.certain is (least > 1000)


def test_an_unknown_kind_of_body_owes_by_the_law_that_asks_more():
    found = judged(facts(f"body={UNSURE}", people=101))
    assert found.duty("admin-prompt") is not None
    assert found.duty("admin-prompt").open_facts == ("body",)
    assert found.duty("business-prompt") is None  # 101 are too few whatever the body is


def test_open_facts_stand_once_in_the_order_of_the_grounds():
    duty = judged(facts(f"harm={UNSURE} sensitive={UNSURE} property={UNSURE}")).duty(
        "business-prompt"
    )
    assert duty.open_facts == ("harm", "sensitive", "property")


# --- other readings


def test_a_last_day_on_a_closed_day_is_told_with_the_next_open_day_but_not_put_off():
    duty = judged(facts("sensitive=yes")).duty("business-final")
    assert duty.due_on == date(2026, 12, 29)  # offices are closed from 29 December
    rolled = [each.day for each in duty.readings if each.reason is ReadingReason.ROLLS]
    assert rolled == [date(2027, 1, 4)]


def test_the_prompt_report_never_rolls():
    known = at("2026-12-26")
    duty = judged(facts("sensitive=yes", known=known)).duty("business-prompt")
    assert (duty.due_on, duty.readings) == (date(2026, 12, 30), ())


def test_a_last_day_on_an_open_day_has_no_other_reading():
    assert (
        judged(facts("sensitive=yes", known=at("2026-11-02"))).duty("business-final").readings == ()
    )


def test_beyond_the_years_of_the_calendar_nothing_is_said_about_closed_days():
    duty = judged(facts("sensitive=yes", known=at("2100-12-03"))).duty("business-final")
    assert (duty.due_on, duty.readings) == (date(2101, 1, 1), ())


def test_sixty_days_beside_a_case_of_thirty_name_both():
    duty = judged(facts("unlawful=yes sensitive=yes")).duty("business-final")
    assert [each.day for each in duty.readings if each.reason is ReadingReason.SHORTER] == [
        date(2026, 12, 29)
    ]
    alone = judged(facts("unlawful=yes")).duty("business-final")
    assert not [each for each in alone.readings if each.reason is ReadingReason.SHORTER]


# --- other recipients


def test_an_attack_is_told_to_ministry_prefecture_supervisor_and_police():
    found = due(judged(facts("attack=ransomware", base={})))
    assert found == {
        "ministry": date(2026, 12, 2),
        "prefecture": date(2026, 12, 2),
        "police": date(2026, 12, 2),
        "supervisor": date(2026, 12, 4),
    }


def test_what_a_body_did_not_choose_it_does_not_owe():
    found = due(judged(facts("attack=dos", base={}, settings=frozenset({"ministry"}))))
    assert set(found) == {"ministry", "police"}


def test_the_national_networks_are_told_to_j_lis_the_same_day():
    assert due(judged(facts("network=yes", base={})))["jlis"] == date(2026, 11, 30)


def test_who_was_entrusted_tells_the_body_that_entrusted():
    found = judged(facts("entrusted=yes"))
    assert found.duty("entruster").due_on == date(2026, 12, 4)
    assert judged(facts("entrusted=no")).duty("entruster") is None


@pytest.mark.parametrize(
    ("known", "end"),
    [("2026-04-01", "2026-09-30"), ("2026-09-30", "2026-09-30"), ("2026-10-01", "2027-03-31"),
     ("2026-12-31", "2027-03-31"), ("2027-01-01", "2027-03-31"), ("2027-03-31", "2027-03-31")],
)  # fmt: skip
def test_a_small_leak_is_published_at_the_end_of_the_fiscal_half_year(known, end):
    found = due(judged(facts("", known=at(known))))
    assert found == {"publish-half": date.fromisoformat(end)}


def test_a_grave_leak_is_published_at_once_instead():
    found = due(judged(facts("sensitive=yes")))
    assert found["publish-now"] == date(2026, 12, 4)
    assert "publish-half" not in found


def test_at_once_does_not_put_off_the_half_year_s_end():
    found = due(judged(facts("sensitive=yes", known=at("2026-09-29"))))
    assert (found["publish-half"], found["publish-now"]) == (date(2026, 9, 30), date(2026, 10, 3))


def test_over_a_hundred_people_go_up_inside_the_body_without_a_legal_duty():
    found = due(judged(facts("", people=101)))
    assert found["caution"] == date(2026, 11, 30)
    assert "caution" not in due(judged(facts("", people=100)))
    assert "caution" not in due(judged(facts("body=administrative", people=101)))


def test_a_broken_server_without_anybody_s_data_owes_nothing():
    found = judged(facts("", base={}))
    assert found.duties == ()
    assert found.first_due is None
    assert len(found.set_aside) == len(load_breach_rules().cases)


def test_a_case_set_aside_says_which_facts_did_it():
    found = {
        each.case: each.facts for each in judged(facts("protected=yes", people=5000)).set_aside
    }
    assert found["business-many"] == ("protected",)
    assert (
        "subjects" in {each.case: each.facts for each in judged(facts()).set_aside}["business-many"]
    )


def test_before_the_rules_began_they_are_applied_and_that_is_said():
    duty = judged(facts("sensitive=yes", known=at("2022-03-31"))).duty("business-prompt")
    assert Note.BEFORE_RULES in duty.notes
    later = judged(facts("sensitive=yes", known=at("2022-04-01"))).duty("business-prompt")
    assert Note.BEFORE_RULES not in later.notes


def test_a_local_body_was_under_the_act_from_april_2023():
    words = "body=administrative sensitive=yes"
    before = judged(facts(words, known=at("2023-03-31"))).duty("admin-prompt")
    assert Note.BEFORE_RULES in before.notes
    assert Note.BEFORE_RULES not in judged(facts(words)).duty("admin-prompt").notes


# --- what cannot be read is refused


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (Facts(datetime(2026, 11, 30, 12, 0)), "zone"),  # noqa: DTZ001  # that is the point
        (Facts(NOON, -1), "people"),
        (Facts(NOON, 5, 4), "people"),
        (Facts(NOON, answers={"colour": "red"}), "colour"),
        (Facts(NOON, answers={"harm": "maybe"}), "maybe"),
        (Facts(NOON, settings=frozenset({"mayor"})), "mayor"),
    ],
)
def test_what_the_rules_do_not_know_is_refused(given, word):
    with pytest.raises(FactError, match=word):
        assess(given, load_breach_rules(), ClosedCalendar.of_catalogue())


def test_the_tests_answer_every_fact_there_is():
    assert set(HARMLESS) == set(load_breach_rules().facts)
    assert set(LEAK) <= set(HARMLESS)


def test_one_case_on_purpose_for_certain_gives_the_sixty_days_whatever_the_others():
    duty = judged(facts(f"number=use system=other unlawful=yes misuse={UNSURE}")).duty(
        "number-final"
    )
    assert duty.due_on == date(2027, 1, 28)
    assert Note.UNSURE_EXTENSION not in duty.notes


def test_a_perhaps_confirmed_case_does_not_confirm_a_certain_one():
    words = f"body=administrative local-sensitive=yes sensitive={UNSURE}"
    duty = judged(facts(words)).duty("admin-prompt")
    assert (duty.certain, duty.confirmed) == (True, False)
