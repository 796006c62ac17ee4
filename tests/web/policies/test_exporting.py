"""An edition leaves as a paper marked with its reader; a 実施手順 in no other way, and sealed."""

import io

import pypdfium2
import pytest
import time_machine
from bs4 import BeautifulSoup
from docx import Document
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.organization.sealed import kinds_of, last
from tests.web.policies.samples import (
    MARKER,
    PROCEDURE,
    PROCEDURE_TITLE,
    imported,
    next_edition,
    published,
)
from tests.web.ui.test_papers_pdf import has_font, letters

from sekisho.web.ui.papers import PaperRefusedError
from sekisho.web.ui.papers import answer as answering

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not has_font(), reason="この機械に日本語フォントがない"),
]
NEXT = PROCEDURE.replace("氏名", "職名と氏名").encode()


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def reader():
    """Somebody who may read procedures and neither writes nor decides them."""
    return make_person("朝霧 花子", unit=make_unit("給付課"), roles=("manager",))


@pytest.fixture
def procedure():
    return published(imported(kind="procedure"))


def export(person, edition, form="pdf"):
    return client_for(person).post(f"/documents/editions/{edition.pk}/export/", {"form": form})


def pages_of(answer):
    document = pypdfium2.PdfDocument(answer.content)
    try:
        return [letters(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def test_the_pdf_names_its_reader_on_every_page(reader, procedure):
    answer = export(reader, procedure)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    assert PROCEDURE_TITLE not in answer["Content-Disposition"]
    pages = pages_of(answer)
    assert MARKER in "".join(pages)
    assert all(page.count(letters("朝霧 花子（給付課）")) == 4 for page in pages)  # header, marks


def test_the_word_file_names_its_reader_in_the_header(reader, procedure):
    answer = export(reader, procedure, "docx")
    document = Document(io.BytesIO(answer.content))
    assert any(MARKER in each.text for each in document.paragraphs)
    header = document.sections[0].header
    assert "朝霧 花子（給付課）" in header.paragraphs[0].text
    assert "朝霧 花子（給付課）" in header._element.xml.partition("textpath")[2]


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_who_took_a_procedure_is_sealed_by_id_with_the_form_and_no_words(reader, procedure, form):
    before = len(kinds_of(procedure.subject))
    export(reader, procedure, form)
    kind, actor, body = last(procedure.subject)
    assert len(kinds_of(procedure.subject)) == before + 1
    assert (kind, actor, body["form"]) == ("edition.exported", str(reader.opaque_id), form)
    assert body["sha256"] == procedure.source_sha256
    assert not {reader.name, PROCEDURE_TITLE} & {str(each) for each in body.values()}


def test_a_standard_is_marked_and_not_sealed_and_the_public_policy_neither(reader):
    standard, basic = published(imported(kind="standard")), published()
    seals = [kinds_of(each.subject) for each in (standard, basic)]
    assert all("朝霧花子" in each for each in pages_of(export(reader, standard)))
    assert not any("朝霧花子" in each for each in pages_of(export(reader, basic)))
    assert [kinds_of(each.subject) for each in (standard, basic)] == seals


def test_a_draft_of_the_basic_policy_is_not_public_yet():
    writer = make_person("書く 人", roles=("secretariat",))
    assert all("書く人" in each for each in pages_of(export(writer, imported(by=writer))))


def test_looking_ahead_takes_nothing(reader, procedure):
    client = client_for(reader)
    address = f"/documents/editions/{procedure.pk}/export/"
    assert client.get(address, {"form": "pdf"}).status_code == 405
    assert client.head(address, {"form": "pdf"}).status_code == 405
    assert kinds_of(procedure.subject)[0] != "edition.exported"


@pytest.mark.parametrize("form", ["", "txt", "../pdf"])
def test_no_other_form_exists_and_none_is_sealed(reader, procedure, form):
    assert export(reader, procedure, form).status_code == 404
    assert "edition.exported" not in kinds_of(procedure.subject)


def test_a_paper_that_could_not_be_made_is_not_sealed_as_taken(reader, procedure, monkeypatch):
    def refuse(_paper):
        raise PaperRefusedError("PDFを作成できませんでした。")

    monkeypatch.setattr(answering, "to_pdf", refuse)
    assert export(reader, procedure).status_code == 503
    assert "edition.exported" not in kinds_of(procedure.subject)


@pytest.mark.parametrize("roles", [(), ("committee-chair",), ("committee-member",)])
def test_for_who_may_not_read_it_there_is_none(procedure, roles):
    assert export(make_person(roles=roles), procedure).status_code == 404
    assert "edition.exported" not in kinds_of(procedure.subject)


def test_a_draft_says_so_on_paper(procedure):
    draft = next_edition(procedure, NEXT)
    writer = make_person(roles=("secretariat",))
    assert letters("第2版（案）") in "".join(pages_of(export(writer, draft)))
    assert export(make_person(), draft).status_code == 404


def unmarked(edition, earlier):
    """Every way the words of an edition leave without a reader's name on them."""
    pair = f"old={earlier.pk}&new={edition.pk}"
    return (
        f"/documents/editions/{edition.pk}/source",
        f"/documents/{edition.document_id}/comparison.docx?{pair}",
    )


def test_no_copy_of_a_procedure_leaves_unmarked_for_who_only_reads_it(reader, procedure):
    later = published(next_edition(procedure, NEXT))
    client = client_for(reader)
    for address in unmarked(later, procedure):
        assert client.get(address).status_code == 404
    page = BeautifulSoup(client.get(f"/documents/editions/{later.pk}/").content, "lxml")
    assert "元のファイル" not in page.get_text()
    assert "台帳に残ります" in page.get_text()
    compared = client.get(unmarked(later, procedure)[1].replace(".docx", "/"))
    assert "Wordで受け取る" not in compared.content.decode()
    assert MARKER in page.get_text()  # reading on the page stays


def test_who_writes_documents_takes_them_as_they_are(procedure):
    later = published(next_edition(procedure, NEXT))
    client = client_for(make_person(roles=("secretariat",)))
    for address in unmarked(later, procedure):
        assert client.get(address).status_code == 200
    page = BeautifulSoup(client.get(f"/documents/editions/{later.pk}/").content, "lxml")
    assert "元のファイル" in page.get_text()


def test_a_standard_is_taken_as_it_is_by_whoever_reads_it(reader):
    first = published(imported(kind="standard"))
    assert client_for(reader).get(unmarked(first, first)[0]).status_code == 200


def test_other_programs_get_a_procedure_only_for_who_writes_documents(procedure):
    address = f"/documents/api/editions/{procedure.pk}.json"
    auditor = client_for(make_person(roles=("auditor",)))
    assert auditor.get(address).status_code == 404
    writer = client_for(make_person(roles=("secretariat",)))
    assert MARKER in "".join(each["text"] for each in writer.get(address).json()["clauses"])
