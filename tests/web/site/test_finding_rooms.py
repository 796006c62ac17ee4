"""What rooms let be found by columns: by its words, by who may open it, by nobody else."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from tests.web.audits.parts import chief_auditor, ordered
from tests.web.audits.parts import found as finding_of
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.governance.committee import called, closed, desk, members
from tests.web.maildrills.drilling import body_of_twelve
from tests.web.maildrills.drilling import planned as drill_planned
from tests.web.policies.samples import imported, published
from tests.web.premises.standing import (
    asset,
    counting,
    fixture,
    let_in,
    made,
    make_area,
    make_system,
)
from tests.web.reviews.parts import prepared
from tests.web.suppliers.contracting import asked as subcontracted
from tests.web.suppliers.contracting import contracted
from tests.web.suppliers.contracting import keeper as contract_keeper
from tests.web.suppliers.serving import tweeting
from tests.web.systems.parts import listed, of
from tests.web.systems.parts import made as system_made
from tests.web.training.giving import asked as training_asked
from tests.web.training.giving import started as campaign_started
from tests.web.zones.parts import decided_flow, mail_gateway, place_zones

from sekisho.web.audits import actions as audits
from sekisho.web.awareness.models import Bulletin
from sekisho.web.governance.actions import Decided
from sekisho.web.governance.models import Contact
from sekisho.web.incidents.models import Drill, PlanEdition
from sekisho.web.monitoring.models import RuleFile
from sekisho.web.notices.models import Notice
from sekisho.web.organization.models import Person
from sekisho.web.policies.models import Document, Manuscript, Passage
from sekisho.web.premises.models import Card, Fault, Visit
from sekisho.web.search.words import words_of
from sekisho.web.site.finding import APART
from sekisho.web.site.finding import SOURCES as TOGETHER
from sekisho.web.suppliers.models import Selection, Worker
from sekisho.web.systems.models import Weakness
from sekisho.web.terminals.models import PermittedSoftware
from sekisho.web.transfers.models import Parcel, ParcelFile, Sending

pytestmark = pytest.mark.django_db
BY_ID = {source.id: source for source in (*TOGETHER, *APART)}


@pytest.fixture(autouse=True)
def _that_day(monkeypatch):
    """What is found of a day is found on the day the rows are made."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


@dataclass(frozen=True)
class Asking:
    """A reader's request, as far as a source looks at it."""

    person: Person
    rights: frozenset[str]


def titles(source, words, *rights, person=None):
    request = Asking(person or make_person(), frozenset(rights))
    rows = list(BY_ID[source].found(request, words_of(words)))
    return [BY_ID[source].hit(row).title for row in rows]


def found_by(source, words, title, *rights):
    """Each right alone finds it; no right, or another, does not; neither do other words."""
    for right in rights:
        assert titles(source, words, right) == [title], right
        assert titles(source, f"{words} どこにもない", right) == []
    assert titles(source, words) == []
    assert titles(source, words, "people.manage") == []


def test_a_plan_of_audits_an_audit_and_its_findings():
    lead = chief_auditor()
    audit = ordered(lead)
    found = finding_of(title="鍵の保管")
    audits.note_finding(audit=audit, item=None, found=found, by=lead, at=AT)
    seen = ("audits.carry", "audits.manage", "documents.approve")
    found_by("audit-plans", audit.plan.title, audit.plan.title, *seen)
    found_by("audits", f"{audit.title} 給付課", audit.title, *seen)
    found_by("audit-findings", "鍵", "鍵の保管", *seen)


def test_an_auditor_from_outside_finds_the_audit_they_were_asked_to_and_no_plan():
    lead = chief_auditor()
    audit = ordered(lead)
    visitor = make_person()
    assert titles("audits", audit.title, "audits.visit", person=visitor) == []
    audit.members.create(
        person=visitor,
        external=True,
        until_date=DAY,
        own_unit=visitor.unit,
        audited_unit=audit.unit,
    )
    assert titles("audits", audit.title, "audits.visit", person=visitor) == [audit.title]
    assert titles("audit-plans", audit.plan.title, "audits.visit", person=visitor) == []


def test_a_bulletin_that_is_over_is_found_by_who_publishes_them_alone():
    who, long_ago = make_person(), DAY - timedelta(days=9000)
    for title, until in (("今の警告", DAY + timedelta(days=9000)), ("昔の警告", long_ago)):
        Bulletin.objects.create(
            title=title, text="添付に注意", from_date=long_ago, until_date=until, made_by=who,
            made_at=AT,
        )  # fmt: skip
    assert titles("bulletins", "添付 警告") == ["今の警告"]
    assert sorted(titles("bulletins", "警告", "training.manage")) == ["今の警告", "昔の警告"]


def test_a_meeting_by_its_minutes_a_decision_and_who_is_in_the_tree_of_contacts():
    secretary, sitting = desk(), members()
    meeting = called(secretary)
    closed(meeting, secretary, sitting, decided=[Decided("監視を強める")], minutes="秘匿の話")
    found_by_reader = titles("meetings", "秘匿", "status.read")
    assert found_by_reader == [meeting.title]
    assert titles("meetings", "秘匿") == titles("decisions", "監視") == []
    assert titles("decisions", "監視", "status.read") == ["監視を強める"]
    Contact.objects.create(person=secretary, number=b"x", confirmed_at=AT)
    assert titles("contacts", secretary.name) == [secretary.name]


def test_the_plan_in_force_by_its_sections_and_a_drill():
    who = make_person()
    words = [{"id": "first", "title": "初動", "words": "線を抜く"}]
    other = make_person()
    PlanEdition.objects.create(
        number=1, sections=words, made_at=AT, made_by=who, asked_at=AT, decided_at=AT,
        decided_by=other, current=True,
    )  # fmt: skip
    PlanEdition.objects.create(number=2, sections=words, made_at=AT, made_by=who)
    Drill.objects.create(
        kind="desk", planned_on=DAY, scenario="身代金", planned_at=AT, planned_by=who
    )
    found_by("response-plan", "線を抜く", "初動", "incidents.read", "incidents.manage")
    found_by("drills", "身代金", "身代金", "incidents.read", "incidents.manage")


def test_a_mail_drill_and_imported_rules_are_found_by_their_keepers_alone():
    body_of_twelve()
    drill = drill_planned()
    found_by("maildrills", drill.title, drill.title, "training.manage")
    RuleFile.objects.create(
        name="rules.yml", text="title: 探索", sha256="0" * 64, rules=1, imported_at=AT,
        imported_by=make_person(),
    )  # fmt: skip
    found_by("rule-files", "探索", "rules.yml", "monitoring.manage")


def test_a_notice_is_found_by_whom_it_is_for():
    mine, other = make_person(), make_person()
    Notice.objects.create(person=mine, key="a", title="許可が切れます", created_at=AT)
    assert titles("notices", "切れ", person=mine) == ["許可が切れます"]
    assert titles("notices", "切れ", "status.read", "people.manage", person=other) == []


def test_a_role_is_found_by_what_it_is_called_and_by_who_holds_it():
    make_person("関所 太郎", roles=("ciso",))
    assert titles("roles", "最高情報セキュリティ責任者", "status.read") == titles(
        "roles", "関所", "status.read"
    )
    assert len(titles("roles", "関所 最高", "status.read")) == 1
    assert titles("roles", "関所") == []


def test_an_edition_of_a_procedure_is_found_by_nobody_but_its_named_roles():
    edition = published(imported(kind="procedure"))
    assert titles("documents", edition.title, "status.read") == []
    assert titles("documents", edition.title, "procedures.read") == [edition.name]


def test_a_draft_is_found_by_who_works_on_documents():
    edition = imported()
    assert titles("documents", edition.title) == []
    assert titles("documents", edition.title, "documents.draft") == [edition.name]


def test_what_is_being_written_is_found_by_a_passage_and_a_procedure_only_with_its_right():
    for kind in (Document.Kind.STANDARD, Document.Kind.PROCEDURE):
        row = Manuscript.objects.create(
            kind=kind, title=f"執筆 {kind}", style="notice", begun_at=AT, begun_by=make_person()
        )
        Passage.objects.create(manuscript=row, position=1, form="article", text="鍵を閉める")
    assert titles("manuscripts", "鍵", "status.read") == []
    assert titles("manuscripts", "執筆 鍵", "documents.draft") == ["執筆 standard"]
    assert len(titles("manuscripts", "鍵", "documents.draft", "procedures.read")) == 2


def test_entry_lists_cards_visits_and_stock_takings():
    area, person = make_area(), make_person("入る 人")
    let_in(area, person, days=9000)
    Card.objects.create(system=make_system(area), number="000777", person=person, from_date=DAY)
    Visit.objects.create(area=area, name="来る 客", company="保守会社", host=person, in_at=AT)
    taking = counting(asset().unit)
    door = ("premises.manage", "premises.record", "evidence.read")
    found_by("entry-lists", "入る 人", "入る 人", *door)
    found_by("cards", "0007 入る", "000777", "premises.manage", "premises.record")
    found_by("visits", "保守会社", "来る 客", *door)
    found_by("stocktakings", taking.title, taking.title, *door)


def test_a_fault_that_is_open():
    area = make_area()
    fixture(area)
    made(area, "fault")
    Fault.objects.filter(pk=Fault.objects.latest("pk").pk).update(note="鍵が回らない")
    readers = ("status.read", "premises.manage", "premises.record")
    found_by("faults", f"{area.name} 鍵", "鍵が回らない", *readers)


def test_a_review_by_its_agenda():
    row = prepared()
    found_by("reviews", row.title, row.title, "documents.draft", "audits.manage")


def test_whoever_works_for_a_contractor_below_it_and_the_selection():
    by = contract_keeper()
    contract = contracted(by)
    below = subcontracted(contract, by)
    Worker.objects.create(contract=contract, name="常駐 花子", duty="保守", from_date=DAY)
    Selection.objects.create(
        title="帳票の印刷", unit=make_unit(), grade="internal", information="名簿", begun_at=AT,
        begun_by=by,
    )  # fmt: skip
    readers = ("status.read", "suppliers.manage")
    found_by("subcontracts", below.firm.name, below.firm.name, *readers)
    found_by("workers", "常駐", "常駐 花子", "suppliers.manage")
    assert titles("workers", "常駐", "status.read") == []
    found_by("selections", "帳票 名簿", "帳票の印刷", *readers)


def test_an_account_of_a_social_medium():
    row = tweeting()
    found_by("social-accounts", row.handle, row.handle, "status.read", "social.manage")


def test_weaknesses_and_accounts_of_the_my_number_zone_only_with_the_right():
    for name, zone in (("給付", "lgwan"), ("番号", "mynumber")):
        system = system_made(name, zone_key=zone)
        listed(system, of(make_person(f"{name} 係"), f"login-{zone}"))
        Weakness.objects.create(
            system=system, title=f"{name}の穴", reference="CVE-2026-1234", grade="high",
            found_on=DAY, due_on=DAY,
        )  # fmt: skip
    assert titles("weaknesses", "CVE-2026-1234", "status.read") == ["給付の穴"]
    assert len(titles("weaknesses", "cve", "status.read", "mynumber.read")) == 2
    assert titles("accounts", "login", "systems.manage") == ["login-lgwan"]
    assert len(titles("accounts", "login", "systems.manage", "mynumber.read")) == 2
    assert titles("accounts", "login", "status.read", "mynumber.read") == []
    assert titles("weaknesses", "CVE") == []


def test_permitted_software():
    PermittedSoftware.objects.create(pattern="7-Zip*", note="圧縮")
    found_by("permitted-software", "7-zip 圧縮", "7-Zip*", "terminals.manage")


def test_a_training_is_found_by_whom_it_asks_and_the_campaign_by_who_runs_it():
    campaign, mine = campaign_started(), make_person()
    other = make_person()
    asked = make_person()
    campaign.assignments.create(person=asked, due_on=DAY, assigned_at=AT)
    assert titles("trainings", campaign.title, person=asked) == [campaign.title]
    assert titles("trainings", campaign.title, "training.manage", person=other) == []
    assert titles("campaigns", campaign.title, person=mine) == []
    found_by("campaigns", campaign.title, campaign.title, "training.manage")
    campaign.ended_at, campaign.ended_by, campaign.end_reason = AT, other, "誤り"
    campaign.save()
    assert titles("trainings", campaign.title, person=asked) == []


def test_files_handed_in_are_found_by_who_did_and_sendings_by_the_desk_too():
    mine = make_person()
    parcel = Parcel.objects.create(by=mine, at=AT)
    ParcelFile.objects.create(parcel=parcel, number="n-1", name="見積書.pdf", size=1, sha256="0")
    out = Parcel.objects.create(by=mine, at=AT, from_zone="lgwan", to_zone="internet")
    Sending.objects.create(parcel=out, grade="open", purpose="照会の回答", receiver="県")
    assert titles("handed-in", "見積", person=mine) == ["見積書.pdf"]
    assert titles("handed-in", "見積", "transfers.manage", "transfers.read") == []
    assert titles("sendings", "照会 県", person=mine) == ["照会の回答"]
    assert titles("sendings", "照会") == []
    assert titles("sendings", "照会", "transfers.read") == ["照会の回答"]


def test_gateways_and_flows_of_the_zones():
    place_zones()
    gateway, flow = mail_gateway(), decided_flow()
    found_by("gateways", gateway.label, gateway.label, "zones.read", "zones.manage")
    found_by("flows", flow.purpose, flow.purpose, "zones.read", "zones.manage")


def test_duties_are_ones_own_and_everybodys_only_for_who_reads_the_status():
    asked = make_person(roles=())
    campaign = campaign_started()
    training_asked(campaign, asked)
    title = "研修"
    assert titles("duties", title, person=asked)
    assert titles("duties", title, person=make_person(in_scope=False)) == []
