"""What must be true of the catalogue's data as a whole."""

import re
from collections import Counter

import pytest

from sekisho.catalogue import PERMISSIONS, Text, load

AUTOMATIC = {
    "ledger-intact": 1,
    "ledger-witnessed": 31,
    "roles-held": 1,
    "roles-separated": 1,
    "second-factor-enrolled": 1,
    "accounts-in-scope": 1,
    "moves-applied": 1,
    "nothing-ownerless": 1,
    "bulletins-reach": 1,
    "mail-drill-held": 1,
    "mail-drill-reported": 1,
    "committee-met": 1,
    "contacts-reach": 1,
    "roles-single": 1,
    "directory-agrees": 1,
    "accounts-of-leavers-closed": 1,
    "accounts-dormant": 7,
    "basic-policy-in-force": 1,
    "standard-in-force": 1,
    "procedures-in-force": 1,
    "procedures-restricted": 1,
    "policy-reviewed": 7,
    "pledges-confirmed": 1,
    "training-yearly-done": 1,
    "training-joiners-done": 1,
    "training-overdue-none": 1,
    "corrections-in-time": 1,
    "audit-planned": 1,
    "audit-by-plan": 1,
    "audit-findings-answered": 1,
    "inspection-answered": 1,
    "inspection-confirmed": 1,
    "incident-reports-timely": 1,
    "incidents-triaged": 1,
    "incidents-ended": 7,
    "response-plan-in-force": 7,
    "response-drilled": 7,
    "clauses-covered": 1,
    "assets-scope-recorded": 1,
    "assets-owned": 1,
    "assets-classified": 1,
    "assets-carriers-graded": 1,
    "assets-zoned": 1,
    "assets-mynumber-placed": 1,
    "assets-retention-kept": 7,
    "decisions-by-others": 1,
    "applications-standing": 1,
    "permits-bounded": 1,
    "permits-closed": 1,
    "stand-ins-seen": 1,
    "exceptions-closed": 1,
    "own-devices-removed": 1,
    "mail-delivered": 1,
    "system-accounts-reconciled": 1,
    "system-privileges-confirmed": 1,
    "system-accounts-used": 7,
    "system-weaknesses-closed": 1,
    "backups-run": 1,
    "restore-drilled": 1,
    "terminals-takeout-blocked": 1,
    "terminals-lifts-ended": 1,
    "terminals-second-factor": 1,
    "terminals-reporting": 1,
    "terminals-as-registered": 1,
    "terminals-encrypted": 1,
    "terminals-malware-fresh": 1,
    "terminals-software-permitted": 1,
    "terminals-patched": 1,
    "browsing-limited": 1,
    "browsing-only-way": 1,
    "review-held": 1,
    "review-triggers-answered": 1,
    "risks-judged": 1,
    "risks-treated": 1,
    "logs-arriving": 1,
    "flows-lawful": 1,
    "alerts-answered": 1,
    "logs-unaltered": 1,
    "product-running": 1,
    "browsing-sessions-destroyed": 1,
    "crossings-sanitised": 1,
    "crossings-answered": 1,
    "gateway-queue": 1,
    "gateway-confined": 1,
    "originals-kept": 1,
    "zones-mynumber-apart": 1,
    "zones-lgwan-through-gateways": 1,
    "zones-running-as-meant": 1,
    "zones-configurations-fresh": 1,
    "zones-flows-permitted": 1,
    "zones-lines-understood": 1,
    "zones-probed": 1,
    "entries-permitted": 1,
    "entry-log-current": 1,
    "areas-cleared": 1,
    "entry-lists-reviewed": 7,
    "visitors-accompanied": 1,
    "rounds-made": 1,
    "faults-mended": 1,
    "stock-taken": 7,
    "disposals-certified": 7,
    "outsourcing-registered": 1,
    "contract-clauses-complete": 1,
    "contract-reports-agreed": 1,
    "subcontracts-consented": 1,
    "subcontractors-bound": 1,
    "contract-endings-confirmed": 1,
    "services-assessed": 1,
    "services-permitted": 1,
    "services-erased": 1,
    "services-used-by-leave": 1,
    "social-media-owned": 1,
    "social-media-by-procedure": 1,
    "social-media-guarded": 1,
    "contractors-confirmed": 1,
    "contractor-residents-promised": 1,
    "contractors-selected": 1,
    "contractor-workers-known": 1,
    "contractor-media-back": 1,
    "contractor-findings-mended": 1,
}
ID = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*(?:\\.[a-z0-9]+(?:-[a-z0-9]+)*)?")
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龥]")


@pytest.fixture(scope="module")
def catalogue():
    return load()


def test_there_are_at_least_150_controls(catalogue):
    assert len(catalogue.controls) >= 150


def test_the_nine_chapters_are_numbered_one_to_nine_and_each_has_controls(catalogue):
    assert [c.number for c in catalogue.chapters.values()] == list(range(1, 10))
    for chapter in catalogue.chapters:
        assert catalogue.controls_of_chapter(chapter), chapter


def test_every_topic_has_a_control(catalogue):
    assert not [t for t in catalogue.topics if not catalogue.controls_for([t])]


def test_every_topic_has_a_required_control(catalogue):
    """A demand of the policy must never be answered by recommendations alone."""
    optional = [
        topic
        for topic in catalogue.topics
        if not any(c.level == "required" for c in catalogue.controls_for([topic]))
    ]
    # demanded only by bodies that use these at all
    assert set(optional) <= {"resilience.screen-transfer", "resilience.direct-cloud"}


def test_every_topic_belongs_to_the_chapter_of_one_of_its_controls(catalogue):
    for topic in catalogue.topics.values():
        chapters = {c.chapter for c in catalogue.controls_for([topic.id])}
        assert topic.chapter in chapters, topic.id


@pytest.mark.parametrize("field", ["threats", "zones"])
def test_every_threat_and_every_zone_has_a_control(catalogue, field):
    used = {each for control in catalogue.controls.values() for each in getattr(control, field)}
    assert set(getattr(catalogue, field)) == used


def test_every_control_has_a_check_and_a_reference_of_each_standard(catalogue):
    for control in catalogue.controls.values():
        assert control.checks, control.id
        assert {r.standard for r in control.references} == set(catalogue.standards), control.id


def test_every_role_answers_for_a_control(catalogue):
    """A role nobody needs for a control would be a title without a duty."""
    outside = {"external-auditor"}  # answers for nothing of the body
    assert set(catalogue.roles) - outside == {c.role for c in catalogue.controls.values()}


def test_the_automatic_checks_are_exactly_those_of_this_issue_with_their_periods(catalogue):
    found = {c.id: c.period_days for c in catalogue.checks.values() if c.mode == "automatic"}
    assert found == AUTOMATIC


def test_attested_checks_are_named_after_their_control(catalogue):
    for control in catalogue.controls.values():
        for check in control.checks:
            if check.mode == "attested":
                assert check.id.startswith(control.id + "."), check.id


def test_no_check_counts_longer_than_two_years(catalogue):
    assert all(1 <= check.period_days <= 731 for check in catalogue.checks.values())


def test_the_guidance_of_an_attested_check_names_what_to_attach(catalogue):
    for check in catalogue.checks.values():
        if check.mode == "attested":
            assert "添付" in check.guidance.ja, check.id
            assert "attach" in check.guidance.en.lower(), check.id


def _texts(thing, seen):
    if isinstance(thing, Text):
        yield thing
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            yield from _texts(getattr(thing, name), seen)
    elif isinstance(thing, tuple):
        for each in thing:
            yield from _texts(each, seen)


def test_every_text_is_japanese_on_one_side_and_english_on_the_other(catalogue):
    for name in catalogue.__dataclass_fields__.keys() - {"routing"}:  # routes have no words
        for thing in getattr(catalogue, name).values():
            for text in _texts(thing, set()):
                if text.ja != text.en:
                    assert JAPANESE.search(text.ja), (name, thing.id, text)
                assert text.en, (name, thing.id)
                assert not JAPANESE.search(text.en), (name, thing.id, text)


@pytest.mark.parametrize("side", ["ja", "en"])
@pytest.mark.parametrize("field", ["title", "statement"])
def test_no_two_controls_say_the_same(catalogue, field, side):
    said = Counter(getattr(getattr(c, field), side) for c in catalogue.controls.values())
    assert not [words for words, times in said.items() if times > 1]


@pytest.mark.parametrize("side", ["ja", "en"])
@pytest.mark.parametrize("field", ["title", "guidance"])
def test_no_two_checks_say_the_same(catalogue, field, side):
    said = Counter(getattr(getattr(c, field), side) for c in catalogue.checks.values())
    assert not [words for words, times in said.items() if times > 1]


def _bigrams(words):
    return {words[i : i + 2] for i in range(len(words) - 1)}


def test_no_two_statements_are_nearly_the_same(catalogue):
    """Filler would repeat itself: no two statements share half of their character pairs."""
    sets = {c.id: _bigrams(c.statement.ja) for c in catalogue.controls.values()}
    names = list(sets)
    for at, one in enumerate(names):
        for other in names[at + 1 :]:
            union = sets[one] | sets[other]
            assert len(sets[one] & sets[other]) / len(union) < 0.5, (one, other)


def test_statements_say_more_than_their_titles(catalogue):
    for control in catalogue.controls.values():
        assert len(control.statement.ja) > 1.5 * len(control.title.ja), control.id
        assert control.statement.ja.endswith("。"), control.id
        assert control.statement.en.endswith("."), control.id


def test_ids_are_kebab_case(catalogue):
    for name in ("chapters", "zones", "threats", "topics", "controls", "checks", "roles"):
        for identifier in getattr(catalogue, name):
            assert ID.fullmatch(identifier), (name, identifier)


def test_the_five_families_of_threats_are_there_in_order(catalogue):
    assert [f.number for f in catalogue.families.values()] == [1, 2, 3, 4, 5]
    for family in catalogue.families:
        assert catalogue.threats_of(family), family


def test_each_threat_belongs_to_one_known_family(catalogue):
    together = [t.id for f in catalogue.families for t in catalogue.threats_of(f)]
    assert together == list(catalogue.threats)


def test_every_permission_is_carried_by_a_role_and_every_carried_one_is_known(catalogue):
    carried = {p for role in catalogue.roles.values() for p in role.permissions}
    assert carried == set(PERMISSIONS)
    assert len(set(PERMISSIONS)) == len(PERMISSIONS)


def test_who_decides_or_sees_the_my_number_zone_needs_a_second_factor(catalogue):
    grave = {"documents.approve", "controls.adopt", "roles.assign", "mynumber.read"}
    for role in catalogue.roles.values():
        if grave & set(role.permissions):
            assert role.second_factor, role.id


def test_who_drafts_documents_does_not_approve_them(catalogue):
    for role in catalogue.roles.values():
        assert not {"documents.draft", "documents.approve"} <= set(role.permissions), role.id


def test_auditors_attest_nothing_and_conflict_with_those_they_audit(catalogue):
    for auditor in ("auditor", "audit-head"):
        role = catalogue.roles[auditor]
        assert "controls.attest" not in role.permissions
        assert {"system-manager", "system-operator", "ciso"} <= set(role.conflicts)


def test_conflicts_are_mutual_and_never_with_oneself(catalogue):
    for role in catalogue.roles.values():
        assert role.id not in role.conflicts
        for other in role.conflicts:
            assert role.id in catalogue.roles[other].conflicts, (role.id, other)


def test_the_five_staff_categories_are_all_asked_for_the_pledge(catalogue):
    titles = [c.title.ja for c in catalogue.staff_categories.values() if c.in_pledge]
    assert titles == ["職員", "非常勤職員", "派遣職員", "嘱託職員", "臨時職員"]


def test_relations_cover_officers_staff_and_resident_contractors_and_one_outside(catalogue):
    inside = {r.id for r in catalogue.relations.values() if r.in_scope}
    assert inside == {"officer", "staff", "resident-contractor"}
    assert set(catalogue.relations["staff"].categories) == set(catalogue.staff_categories)


def test_the_three_kinds_of_assets_are_those_of_the_definition(catalogue):
    assert [kind.number for kind in catalogue.asset_kinds.values()] == [1, 2, 3]


def test_one_default_scheme_per_aspect_of_confidentiality_integrity_and_availability(catalogue):
    defaults = [s.aspect for s in catalogue.schemes.values() if s.default]
    assert sorted(defaults) == ["availability", "confidentiality", "integrity"]


def test_the_municipal_grades_of_2024_run_from_3a_down_to_1(catalogue):
    scheme = catalogue.schemes["mic-2024-confidentiality"]
    assert [level.id for level in scheme.levels] == ["3A", "3B", "3C", "2", "1"]


def test_grades_not_read_in_the_original_are_marked_and_all_name_a_source(catalogue):
    levels = [level for s in catalogue.schemes.values() for level in s.levels]
    assert all(level.source for level in levels)
    unconfirmed = {level.title.ja for level in levels if not level.confirmed}
    assert unconfirmed == {"自治体機密性3C", "自治体機密性2", "自治体機密性1"}


def test_the_three_zones_carry_the_names_other_policies_use(catalogue):
    assert list(catalogue.zones) == ["mynumber", "lgwan", "internet"]
    assert "マイナンバー利用事務系" in catalogue.zones["mynumber"].aliases
