"""The rules of reports and the calendar: whole, sourced, and refused by name when wrong."""

import pytest
import yaml

from sekisho.catalogue import (
    CatalogueError,
    load_breach_rules,
    load_closed_days,
    read_breach_rules,
    read_closed_days,
)


def _refused(folder, name, read, change):
    path = folder / name
    raw = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    change(raw)
    path.write_text(yaml.dump(raw, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        read(folder)
    return str(caught.value)


def test_both_are_read_once():
    assert load_breach_rules() is load_breach_rules()
    assert load_closed_days() is load_closed_days()


def test_every_rule_says_where_it_stands():
    rules = load_breach_rules()
    for each in (*rules.laws.values(), *rules.cases.values(), *rules.duties.values()):
        assert each.source
        assert each.article
    assert rules.counting_source
    assert not rules.counting_confirmed  # the earlier reading, not read in the original


def test_what_was_read_in_a_copy_only_is_not_called_confirmed():
    rules = load_breach_rules()
    for each in (*rules.laws.values(), *rules.cases.values(), *rules.duties.values()):
        if "未確認" in each.source or "慣行" in each.source or "例" in each.source:
            assert not each.confirmed, each.id


def test_each_law_has_cases_of_its_own_and_a_prompt_and_a_final_report():
    rules = load_breach_rules()
    for law in ("appi-administrative", "appi-business", "number"):
        cases = {each.id for each in rules.cases.values() if each.law == law}
        acts = {
            duty.act: set(duty.cases)
            for duty in rules.duties.values()
            if duty.recipient == "commission" and set(duty.cases) <= cases
        }
        assert acts == {"prompt": cases, "final": cases}


def test_the_limits_of_the_two_regimes_are_100_and_1000():
    cases = load_breach_rules().cases
    assert (cases["admin-many"].over, cases["business-many"].over) == (100, 1000)
    assert cases["number-many"].over == 100


def test_every_recipient_is_told_something_and_every_setting_governs_something():
    rules = load_breach_rules()
    assert {each.recipient for each in rules.duties.values()} == set(rules.recipients)
    assert {each.setting for each in rules.duties.values()} - {""} == set(rules.settings)


def test_every_case_leads_to_a_duty_and_every_question_to_a_case():
    rules = load_breach_rules()
    assert {name for duty in rules.duties.values() for name in duty.cases} == set(rules.cases)
    asked = {each.fact for case in rules.cases.values() for each in case.when}
    assert asked == set(rules.facts)


def test_the_form_asks_the_nine_items_of_the_regulation():
    items = load_breach_rules().report_items.values()
    assert [each.article for each in items] == [f"第{n}号" for n in range(1, 10)]


def test_a_body_follows_every_custom_until_it_says_otherwise():
    rules = load_breach_rules()
    assert rules.default_settings == frozenset(rules.settings)


def _first(raw, part):
    return raw[part][0]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda raw: _first(raw, "cases").update(when=["colour=red"]), "names no fact"),
        (lambda raw: _first(raw, "cases").update(when=["harm=maybe"]), "names no fact"),
        (lambda raw: _first(raw, "cases").update(when=["harm=yes|no"]), "some of its answers"),
        (lambda raw: _first(raw, "cases").update(law="gdpr"), "law"),
        (lambda raw: _first(raw, "cases").update(over=0), "above zero"),
        (lambda raw: raw["cases"].append(dict(raw["cases"][0])), "twice"),
        (lambda raw: _first(raw, "laws").update(begins="soon"), "date"),
        (lambda raw: _first(raw, "facts")["options"].pop(), "two or more"),
        (lambda raw: _first(raw, "duties").pop("laws"), "cases that exist"),
        (lambda raw: _first(raw, "duties").update(laws=["gdpr"]), "cases that exist"),
        (lambda raw: _first(raw, "duties").update(aim=6), "within them"),
        (lambda raw: _first(raw, "duties").pop("days"), "needs days"),
        (lambda raw: raw["duties"][1].update(extended=30), "no more than"),
        (lambda raw: _first(raw, "duties").update(unless="nobody"), "unless"),
        (lambda raw: _first(raw, "duties").update(setting="mood"), "setting"),
        (lambda raw: _first(raw, "duties").update(recipient="mayor"), "recipient"),
        (lambda raw: _first(raw, "duties").update(kind="soon"), "kind"),
        (lambda raw: _first(raw, "duties").update(colour="red"), "unknown field"),
        (lambda raw: raw.pop("report_source"), "report_source"),
        (lambda raw: raw.update(colour="red"), "unknown field"),
    ],
)  # fmt: skip
def test_wrong_rules_are_refused_by_name(folder, change, word):
    assert word in _refused(folder, "breach.yaml", read_breach_rules, change)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda raw: _first(raw, "holidays").update(week=2), "one of them only"),
        (lambda raw: _first(raw, "holidays").pop("day"), "one of them only"),
        (lambda raw: _first(raw, "holidays").update(only=["2020"]), "list of years"),
        (lambda raw: raw["holidays"].append(dict(raw["holidays"][0])), "twice"),
        (lambda raw: raw.pop("known_until"), "known_until"),
        (lambda raw: raw.update(colour="red"), "unknown field"),
    ],
)
def test_a_wrong_calendar_is_refused_by_name(folder, change, word):
    assert word in _refused(folder, "calendar.yaml", read_closed_days, change)
