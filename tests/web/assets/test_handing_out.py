"""A register that goes out as a file bears the mark of its class, and the going is sealed."""

import hashlib
import io
from dataclasses import replace
from urllib.parse import unquote

import openpyxl
import pytest
from django.urls import reverse
from tests.web.assets.register import graded, recorded
from tests.web.factories import client_for, make_person

from sekisho.catalogue import load
from sekisho.web.assets import table
from sekisho.web.assets.grading import Schemes
from sekisho.web.evidence import queries as evidence

pytestmark = pytest.mark.django_db
URL = "assets:assets-export"


@pytest.fixture
def client():
    return client_for(make_person(roles=("system-manager",)))


def _get(client, form="xlsx", **asked):
    return client.get(reverse(URL), {"format": form, **asked})


def _margins(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return sheet.oddHeader.right.text, sheet.oddFooter.center.text


def test_the_gravest_class_in_it_stands_at_head_and_foot_of_every_page(client):
    recorded("軽いもの", **graded(confidentiality="2"))
    recorded("重いもの", **graded(confidentiality="3B"))
    head, foot = _margins(_get(client).content)
    assert head == foot
    assert "自治体機密性3B" in head


def test_only_what_is_in_the_file_counts(client):
    recorded("軽いもの", zone_key="internet", **graded(confidentiality="2"))
    recorded("重いもの", zone_key="lgwan", **graded(confidentiality="3B"))
    head, _foot = _margins(_get(client, zone="internet").content)
    assert "自治体機密性2" in head
    assert "3B" not in head


def test_information_without_a_class_is_marked_as_the_gravest_and_equipment_is_not(client):
    recorded("端末", **graded(confidentiality=""))
    assert _margins(_get(client).content) == (None, None)
    recorded("名簿", sort="data", **graded(confidentiality=""))
    assert "分類前" in _margins(_get(client).content)[0]


def test_a_plain_file_has_the_mark_in_its_name(client):
    recorded("重いもの", **graded(confidentiality="3B"))
    name = unquote(_get(client, "csv")["Content-Disposition"])
    assert "自治体機密性3B" in name


def test_the_going_is_sealed_with_the_files_fingerprint(client):
    recorded("重いもの", **graded(confidentiality="3B"))
    answer = _get(client, "csv")
    (entry,) = evidence.sealed(["register.exported"])
    assert entry.subject == "register:assets"
    assert entry.facts["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert (entry.facts["lines"], entry.facts["form"]) == (1, "csv")
    assert "3B" in entry.facts["mark"]
    assert "重いもの" not in str(entry.facts)


def test_who_may_not_look_gets_nothing_and_nothing_is_sealed():
    recorded("重いもの")
    assert _get(client_for(make_person())).status_code == 403
    assert list(evidence.sealed(["register.exported"])) == []


def test_what_a_class_forbids_to_copy_stays_here_and_is_counted(client, monkeypatch):
    recorded("出せるもの", **graded(confidentiality="2"))
    kept = recorded("出せないもの", **graded(confidentiality="3B"))

    def handling(self, grade):
        rules = (load().handling(grade, act) for act in ("copy", "take-out", "send"))
        return tuple(
            replace(rule, allowed="no") if rule.act == "copy" and grade == "3B" else rule
            for rule in rules
        )

    monkeypatch.setattr(Schemes, "handling", handling)
    content = _get(client, "csv").content.decode("utf-8-sig")
    assert "出せるもの" in content
    assert kept.number not in content
    (entry,) = evidence.sealed(["register.exported"])
    assert "複製禁止の区分の1件を除く" in entry.facts["mark"]


def test_a_class_of_a_scheme_used_before_is_the_gravest(client):
    rows = [table.Row({"sort": "data", "confidentiality": grade}) for grade in ("3A", "gone", "1")]
    assert "分類前" in table.outgoing(rows).mark
