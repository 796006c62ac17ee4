"""The pages on which documents are written: the whole way, procedures apart, who is refused."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person
from tests.web.policies.samples import PROCEDURE, imported, published

from sekisho.web.policies import actions
from sekisho.web.policies.models import Edition, Manuscript, Passage, ProcedureLink, Remark

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_person("書く 人", roles=("secretariat",))


@pytest.fixture
def client(by):
    return client_for(by)


def url(name, *arguments):
    return reverse(f"policies:{name}", args=arguments)


def text(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "lxml").get_text(" ", strip=True)


def blank(by, kind="procedure", title="灯台の手順"):
    style = "numbers" if kind == "procedure" else "articles"
    return actions.begin_blank(kind=kind, title=title, style=style, effective_on=None, by=by, at=AT)


def test_from_the_catalogue_to_a_draft_edition(client):
    page = BeautifulSoup(client.get(url("draw")).content, "lxml")
    ticked = [each["value"] for each in page.select("input[type=checkbox][checked]")]
    assert "asset-register" in ticked
    form = {"title": "対策基準", "effective_on": "2026-04-01"}
    assert "一つ以上" in text(client.post(url("draw"), form), 422)
    client.post(url("draw"), form | {"chapter-assets": ["asset-register", "asset-owner"]})
    row = Manuscript.objects.get()
    page = text(client.get(url("manuscript", row.pk)))
    assert "第3条" in page
    assert "応える条文のない必須の対策" in page
    passage = row.passages.get(control="asset-owner")
    change = {
        "form": "article",
        "heading": "資産の管理者",
        "text": "課長が管理する。",
        "control": "",
    }
    client.post(url("passage", passage.pk), change)
    client.post(url("passage-add", passage.pk), change | {"form": "paragraph", "heading": ""})
    assert "置けません" in text(
        client.post(url("passage-add", row.passages.first().pk), change | {"form": "item"}), 422
    )
    client.post(url("remark", passage.pk), {"text": "課長でよいか"})
    assert "済んでいないコメント 1件" in text(client.get(url("manuscript", row.pk)))
    client.post(url("settle", Remark.objects.get().pk))
    client.post(url("move", passage.pk), {"to": "up"})
    answer = client.post(url("finish", row.pk))
    edition = Edition.objects.get()
    assert answer.url == url("topics", edition.pk)
    assert "資産の管理者" in text(client.get(url("edition", edition.pk)))
    assert "案を開く" in text(client.get(url("manuscript", row.pk)))
    assert "第1版の案にしました" in text(client.get(url("manuscripts")))


def test_sections_and_branches_are_chosen_on_the_form(client, by):
    row = actions.begin_blank(
        kind="procedure", title="灯台の手順", style="articles", effective_on=None, by=by, at=AT
    )
    [first] = row.passages.all()
    page = BeautifulSoup(client.get(url("passage-add", first.pk)).content, "lxml")
    shown = [each["value"] for each in page.select("select[name=form] option")]
    assert {"chapter", "section", "point", "supplement"} <= set(shown)
    change = {"form": "article", "heading": "灯火", "text": "灯を絶やさない。", "control": ""}
    client.post(url("passage-add", first.pk), change | {"branch": "on"})
    assert "第1条の2" in text(client.get(url("manuscript", row.pk)))
    added = row.passages.get(heading="灯火")
    page = BeautifulSoup(client.get(url("passage", added.pk)).content, "lxml")
    assert page.select_one("input[name=branch]").has_attr("checked")
    client.post(url("passage", added.pk), change)
    assert "第2条" in text(client.get(url("manuscript", row.pk)))
    refused = client.post(url("passage-add", added.pk), change | {"form": "item", "branch": "on"})
    assert "置けません" in text(refused, 422)


def test_a_blank_one_is_begun_and_thrown_away(client):
    form = {"kind": "procedure", "title": "手順", "style": "numbers", "effective_on": ""}
    client.post(url("blank"), form)
    row = Manuscript.objects.get()
    client.post(url("move", row.passages.get().pk), {"to": "out"})
    client.post(url("drop", row.pk))
    assert not Manuscript.objects.exists()


def test_the_next_edition_is_begun_from_the_one_in_force(client):
    edition = published(imported(kind="standard"))
    assert "次の版をここで書く" in text(client.get(url("edition", edition.pk)))
    answer = client.post(url("begin-next", edition.pk))
    assert answer.url == url("manuscript", Manuscript.objects.get().pk)
    assert client.post(url("begin-next", edition.pk)).url == url("edition", edition.pk)


def test_gaps_are_shown_and_closed(client):
    standard = published(imported(kind="standard"))
    hidden = published(imported(PROCEDURE.encode(), kind="procedure")).document
    assert "条文のない実施手順" in text(client.get(url("gaps")))
    clause = standard.clauses.filter(demands=True).first()
    client.post(url("link", clause.pk), {"procedures": [hidden.pk]})
    assert ProcedureLink.objects.get().procedure == hidden
    assert "条文のない実施手順" not in text(client.get(url("gaps")))


def test_a_procedure_being_written_does_not_exist_for_who_may_not_read_procedures(by, monkeypatch):
    row = blank(by)
    passage = row.passages.get()
    made = actions.remark(passage=passage, text="これは", by=by, at=AT)
    monkeypatch.setattr(
        "sekisho.web.organization.access._permissions",
        lambda roles: frozenset({"documents.draft", "status.read"}) if roles else frozenset(),
    )
    other = client_for(make_person(roles=("secretariat",)))
    assert "灯台の手順" not in text(other.get(url("manuscripts")))
    assert other.get(url("gaps")).status_code == 403
    for name, pk in (("manuscript", row.pk), ("passage", passage.pk), ("passage-add", passage.pk),
                     ("remark", passage.pk)):  # fmt: skip
        assert other.get(url(name, pk)).status_code == 404, name
    for name, pk in (("finish", row.pk), ("drop", row.pk), ("move", passage.pk),
                     ("settle", made.pk)):  # fmt: skip
        assert other.post(url(name, pk)).status_code == 404, name
    kinds = BeautifulSoup(other.get(url("blank")).content, "lxml").select("input[name=kind]")
    assert [each["value"] for each in kinds] == ["standard"]


def test_only_who_drafts_writes(by):
    row = blank(by, kind="standard", title="基準")
    passage = row.passages.get()
    made = actions.remark(passage=passage, text="これは", by=by, at=AT)
    reader = client_for(make_person(roles=("ciso",)))
    for name in ("manuscripts", "draw", "blank"):
        assert reader.get(url(name)).status_code == 403, name
    for name, pk in (("manuscript", row.pk), ("passage", passage.pk), ("passage-add", passage.pk),
                     ("remark", passage.pk)):  # fmt: skip
        assert reader.get(url(name, pk)).status_code == 403, name
    for name, pk in (("finish", row.pk), ("drop", row.pk), ("move", passage.pk),
                     ("settle", made.pk)):  # fmt: skip
        assert reader.post(url(name, pk)).status_code == 403, name
    edition = published(imported(kind="standard"))
    assert reader.post(url("begin-next", edition.pk)).status_code == 403
    assert reader.get(url("link", edition.clauses.first().pk)).status_code == 403
    assert Passage.objects.count() == 1


def test_queries_do_not_grow_with_passages(client, by):
    row = blank(by)
    client.get(url("manuscript", row.pk))
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(url("manuscript", row.pk))
        counts.append(len(asked))
        for _number in range(3):
            passage = actions.add_passage(
                manuscript=row, after=row.passages.last(), form="article", heading="鍵",
                text="守る。", by=by, at=AT,
            )  # fmt: skip
            actions.remark(passage=passage, text="これは", by=by, at=AT)
    assert counts[1] <= counts[0] + 1  # who wrote the remarks
