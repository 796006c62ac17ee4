"""Auditors from outside: one audit, read only, until a day; and the evidence they take along."""

import io
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse
from tests.web.audits.parts import (
    auditor,
    chief_auditor,
    ciso,
    found,
    head,
    judged,
    member,
    ordered,
)
from tests.web.factories import AT, DAY, client_for

from sekisho.web.audits import actions, agreement
from sekisho.web.audits.errors import AuditRefusedError
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.organization import actions as organization
from sekisho.web.organization.access import rights_of, standing_of
from sekisho.web.organization.errors import NotAdmittedError, OrganizationError
from sekisho.web.organization.models import Person

pytestmark = pytest.mark.django_db
UNTIL = DAY + timedelta(days=20)


@pytest.fixture(autouse=True)
def _on_the_day():
    cache.clear()
    with time_machine.travel(AT, tick=False):
        yield


def _url(name, *arguments):
    return reverse(f"audits:{name}", args=arguments)


def guest(**fields):
    values = {"name": "外部 太郎", "furigana": "ガイブ タロウ", "email": "x@firm.example"}
    return actions.Guest(**{**values, "username": "gaibu", "until": UNTIL, **fields})


def invited(audit, by, **fields):
    return actions.invite_external(audit=audit, guest=guest(**fields), by=by, at=AT)


class TestInviting:
    def test_they_may_read_one_audit_until_the_day_and_then_are_shut_out(self):
        lead = chief_auditor()
        row, _made = invited(ordered(lead), lead)
        person = Person.objects.get(pk=row.person_id)
        assert rights_of(person, UNTIL) == {"audits.visit"}
        assert standing_of(person.account, UNTIL).needs_second_factor
        assert rights_of(person, UNTIL + timedelta(days=1)) == frozenset()
        with pytest.raises(NotAdmittedError):
            standing_of(person.account, UNTIL + timedelta(days=1))
        assert not list(agreement.differences())

    def test_the_account_itself_is_closed_the_day_after_and_it_is_sealed(self):
        lead = chief_auditor()
        row, _made = invited(ordered(lead), lead)
        account = Person.objects.get(pk=row.person_id).account
        for day, active in ((20, True), (21, False), (22, False)):
            organization.close_accounts_of_leavers(at=AT + timedelta(days=day))
            account.refresh_from_db()
            assert account.is_active is active
        told = [
            e
            for e in evidence.history(f"person:{row.person.opaque_id}")
            if e.kind == "account.closed"
        ]
        assert [each.actor for each in told] == [""]

    @pytest.mark.parametrize("days", [-1, 367])
    def test_a_day_gone_by_or_too_far_away_is_refused(self, days):
        lead = chief_auditor()
        with pytest.raises(AuditRefusedError):
            invited(ordered(lead), lead, until=DAY + timedelta(days=days))
        assert not Person.objects.filter(name="外部 太郎").exists()

    def test_only_the_head_of_audit_invites_and_nothing_stays_of_a_bad_name(self):
        lead = chief_auditor()
        row = ordered(lead)
        for who in (auditor(), ciso(), head()):
            with pytest.raises(AuditRefusedError):
                invited(row, who)
        with pytest.raises(OrganizationError):
            invited(row, lead, username="Ｘ")
        assert not Person.objects.filter(name="外部 太郎").exists()


class TestTheirRoom:
    @pytest.fixture
    def lead(self):
        return chief_auditor()

    @pytest.fixture
    def row(self, lead):
        return judged(ordered(lead), lead)

    @pytest.fixture
    def client(self, row, lead):
        person = invited(row, lead)[0].person
        person.account.must_change_password = False
        person.account.save()
        return client_for(person)

    def test_they_see_their_audit_and_no_other(self, client, row, lead):
        other = ordered(lead, title="別の監査")
        page = BeautifulSoup(client.get(_url("board")).content, "lxml").get_text()
        assert row.title in page
        assert "別の監査" not in page
        assert client.get(_url("audit", row.pk)).status_code == 200
        assert client.get(_url("item", row.items.first().pk)).status_code == 200
        assert client.get(_url("report-docx", row.pk)).status_code == 200
        for name, pk in (
            ("audit", other.pk),
            ("item", other.items.first().pk),
            ("report-docx", other.pk),
            ("report-pdf", other.pk),
        ):
            assert client.get(_url(name, pk)).status_code == 404
        assert client.post(_url("package", other.pk)).status_code == 404

    def test_every_link_of_their_pages_opens(self, client, row):
        for address in (_url("board"), _url("audit", row.pk), _url("item", row.items.first().pk)):
            page = BeautifulSoup(client.get(address).content, "lxml")
            for link in page.select("main a[href^='/']"):
                if not link["href"].endswith(".pdf"):
                    assert client.get(link["href"]).status_code == 200, link["href"]

    def test_they_change_nothing(self, client, row):
        item = row.items.first()
        answer = client.post(_url("item", item.pk), {"result": "fails", "seen": "x"})
        assert answer.status_code == 422
        for name in ("finding-add", "report", "member-add", "external-add", "sample", "plan-add"):
            pk = [] if name == "plan-add" else [item.pk if name == "sample" else row.pk]
            assert client.post(_url(name, *pk), {}).status_code == 403
        item.refresh_from_db()
        assert item.result == "conforms"

    def test_nothing_else_of_the_body_is_open_to_them(self, client):
        for name in (
            "controls:catalogue", "evidence:list", "organization:people",
            "assets:list", "terminals:list", "systems:list", "premises:areas",
            "inspections:board", "zones:map",
        ):  # fmt: skip
            assert client.get(reverse(name)).status_code == 403, name

    def test_after_the_day_the_session_is_worth_nothing(self, client, row):
        assert client.get(_url("audit", row.pk)).status_code == 200
        with time_machine.travel(AT + timedelta(days=21), tick=False):
            assert client.get(_url("audit", row.pk)).status_code != 200

    def test_they_take_the_evidence_which_verifies_alone(self, client, row, lead, tmp_path):
        answer = client.post(_url("package", row.pk))
        assert answer.status_code == 200
        with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as package:
            package.extractall(tmp_path)
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(tmp_path / "verify.py")],
            check=False, capture_output=True, text=True, encoding="utf-8", env={}, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        newest = evidence.history(f"audit:{row.pk}", 1)[0]
        assert newest.kind == "evidence.packed"
        assert newest.actor == str(row.members.get(external=True).person.opaque_id)


def test_the_package_holds_what_was_sealed_of_the_audit_and_its_files():
    lead = chief_auditor()
    row = ordered(lead)
    item = row.items.first()
    photo = File("鍵.jpg", "image/jpeg", b"picture")
    actions.judge_item(item=item, result="fails", seen="見た", by=lead, at=AT, files=[photo])
    actions.note_finding(audit=row, item=item, found=found(), by=lead, at=AT)
    data = actions.hand_out_package(audit=row, by=lead, at=AT)
    with data, zipfile.ZipFile(data) as package:
        entries = [package.read(n).decode() for n in package.namelist() if n.startswith("entries/")]
        kept = [package.read(n) for n in package.namelist() if n.startswith("files/")]
    whole = "\n".join(entries)
    for kind in ("audit.ordered", "audit.judged", "audit.found", "audit.plan-approved"):
        assert f'"kind":"{kind}"' in whole
    assert b"picture" in kept


def test_a_password_is_shown_once_to_who_invites():
    lead = chief_auditor()
    row = ordered(lead)
    said = {"name": "外部 太郎", "furigana": "ガイブ", "email": "x@firm.example",
            "username": "gaibu", "until": UNTIL.isoformat()}  # fmt: skip
    page = client_for(lead).post(_url("external-add", row.pk), said)
    assert "一度だけ使えるパスワード" in page.content.decode()
    wrong = client_for(lead).post(_url("external-add", row.pk), {**said, "username": "gaibu"})
    assert wrong.status_code == 422
    assert client_for(member()).get(_url("external-add", row.pk)).status_code == 403
