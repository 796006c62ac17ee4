"""The checks of article 8: a review in a year, nothing unanswered too long, changes carried out."""

from datetime import timedelta

import pytest
from tests.web.factories import AT
from tests.web.policies.samples import STANDARD, next_edition, published
from tests.web.reviews.parts import AFTER, answered, concluded, finding, prepared, standard

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.policies.models import Edition
from sekisho.web.reviews.checks import CHECKS, review_held, review_triggers_answered
from sekisho.web.reviews.duties import Reviews

pytestmark = pytest.mark.django_db


def days(number, at=AT):
    return at + timedelta(days=number)


def test_without_a_review_it_fails_and_one_being_prepared_is_none():
    assert review_held(AT).verdict is Verdict.FAILS
    prepared()
    assert review_held(AFTER).verdict is Verdict.FAILS


@pytest.mark.parametrize(
    ("later", "verdict"),
    [(0, "holds"), (335, "holds"), (336, "weak"), (365, "weak"), (366, "fails")],
)
def test_a_review_counts_for_a_year_and_is_weak_in_its_last_month(later, verdict):
    concluded()
    result = review_held(days(later, AFTER))
    assert (result.verdict, result.figures["days"]) == (Verdict(verdict), later)


def test_a_review_of_later_says_nothing_about_today():
    concluded()
    assert review_held(AT).verdict is Verdict.FAILS


@pytest.mark.parametrize(("later", "verdict"), [(90, "holds"), (91, "fails")])
def test_a_trigger_waits_ninety_days_at_most(later, verdict):
    [one] = finding()
    result = review_triggers_answered(days(later))
    assert result.verdict is Verdict(verdict)
    assert result.figures["unanswered"] == 1
    assert [row["trigger"] for row in result.rows] == (
        [f"finding:{one.pk}"] if verdict == "fails" else []
    )


def test_answering_it_in_a_concluded_review_makes_it_hold():
    finding()
    concluded(answered(prepared()))
    assert review_triggers_answered(days(200)).verdict is Verdict.HOLDS


def test_a_change_decided_and_not_in_force_after_half_a_year_is_weak_until_it_is():
    finding()
    document = standard()
    concluded(answered(prepared(), outcome="amend", document=document))
    assert review_triggers_answered(days(179, AFTER)).verdict is Verdict.HOLDS
    late = review_triggers_answered(days(180, AFTER))
    assert (late.verdict, late.figures["unfinished"]) == (Verdict.WEAK, 1)
    draft = next_edition(
        Edition.objects.get(document=document), STANDARD.replace("一回", "二回").encode()
    )
    published(draft)
    assert review_triggers_answered(days(180, AFTER)).verdict is Verdict.HOLDS


def test_both_prove_the_control_of_article_8():
    wanted = {spec.id for spec in load().controls["policy-reviewed-yearly"].checks}
    assert {each.id for each in CHECKS} <= wanted


class TestPlan:
    def between(self, at=AFTER):
        day = at.date()
        return list(Reviews().between(day - timedelta(days=30), day + timedelta(days=400), at))

    def test_the_day_of_the_review_stands_in_the_plan_until_it_is_done(self):
        row = answered(prepared())
        [duty] = self.between()
        assert (duty.day, duty.done, duty.acting) == (
            row.meets_on, False, frozenset({"documents.draft"}),
        )  # fmt: skip
        concluded(row)
        first, following = self.between()
        assert first.done
        assert following.day == (AFTER + timedelta(days=365)).date()

    def test_what_a_calendar_may_show_names_no_policy(self):
        prepared()
        [duty] = self.between()
        assert "見直し" not in duty.plain
