"""Who may not read procedures meets nothing of them: no page, search, export or API.

The one who may not has ordinary rights (a committee member sees the board and the evidence); every
way is proven to show the procedure to somebody who may.
"""

import io
import re
import zipfile

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import APIResponse, expect
from tests.journeys import addresses, files
from tests.journeys.conftest import Product
from tests.journeys.drafting import import_draft, take_back
from tests.journeys.objects import objects_of

from sekisho.catalogue import load

pytestmark = pytest.mark.journey

MEMBER, READER = "hamada", "onishi"
# Words of the procedure that stand in no other document and in no catalogue; of the draft, too.
SECRETS = ("端末等の持出し及び電磁的記録媒体", "三営業日前", "五営業日前", "持出簿")
WAYS = {
    "list": "/documents/",
    "document": "/documents/{document}/",
    "edition": "/documents/editions/{edition}/",
    "draft": "/documents/editions/{draft}/",
    "board": "/?edition={edition}",
    "clause": "/clauses/{edition}/{clause}/",
    "search": "/documents/search/?words=三営業日前",
    "search in one kind": "/documents/search/?words=三営業日前&kind=procedure",
    "search from every page": "/search/?words=三営業日前",
    "search of drafts": "/documents/search/?words=五営業日前&past=on",
    "comparison": "/documents/{document}/comparison/?old={edition}&new={draft}",
    "comparison.docx": "/documents/{document}/comparison.docx?old={edition}&new={draft}",
    "source": "/documents/editions/{edition}/source",
    "documents.json": "/documents/api/documents.json",
    "edition.json": "/documents/api/editions/{edition}.json",
    "status.json": "/api/status.json?edition={edition}",
}


@pytest.fixture(scope="module")
def member(product: Product, desks):
    """浜田, given the role of a committee member by the chief officer, and nothing else."""
    assert "procedures.read" not in load().roles["committee-member"].permissions
    page = desks("morishita").new_page()
    page.goto(f"{product.url}/organization/people/?q=浜田")
    page.locator("main tbody th a", has_text="浜田 孝之").click()
    page.get_by_role("link", name="役割を割り当てる").click()
    page.locator("select[name=role]").select_option("committee-member")
    page.locator("input[name=from_date]").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="割り当てる").click()
    expect(page.locator("main")).to_contain_text("情報セキュリティ委員会委員")
    page.close()
    return desks(MEMBER).request


@pytest.fixture(scope="module")
def places(product: Product, desks, tmp_path_factory):
    """The procedure in force, a draft of its next edition, a clause and their traces."""
    page = desks("nagai").new_page()
    file = files.changed_procedure(tmp_path_factory.mktemp("procedure"))
    draft = import_draft(product, page, file, kind="procedure", document="端末等の持出し")
    yield objects_of(product, "procedure")
    take_back(product, page, draft)
    page.close()


@pytest.mark.parametrize("way", WAYS)
def test_one_way(product: Product, desks, member, places, way):
    url = product.url + WAYS[way].format(**places)
    shown = desks(READER).request.get(url)
    assert shown.status == 200
    assert secrets_in(shown), f"{way} shows {READER} nothing: the comparison proves nothing"
    answer = member.get(url)
    assert answer.status < 500
    assert secrets_in(answer) == []


def test_the_member_has_ordinary_rights(product: Product, member, places):
    board = member.get(f"{product.url}/")
    assert (board.status, "遵守義務" in board.text()) == (200, True)
    kinds = {each["kind"] for each in member.get(documents(product)).json()["documents"]}
    assert kinds == {"basic", "standard"}
    found = member.get(f"{product.url}/documents/search/?words=情報資産").text()
    assert "条文を探す" in found
    assert "基本方針" in found
    assert member.get(f"{product.url}/evidence/").status == 200


def test_no_address_with_an_object_of_the_procedure_tells_of_it(product: Product, member, places):
    """Every address there is, its parameters taken from the procedure where they can be."""
    tried = 0
    for address in sorted(addresses.rules()):
        url = product.url + addresses.fill(address, places["addresses"])
        answer = member.get(url)
        assert answer.status < 500, url
        assert secrets_in(answer) == [], url
        tried += answer.status == 200
    assert tried > 30, "the member was let in almost nowhere: the walk proves nothing"


def test_no_record_of_the_procedures_way_tells_of_it(product: Product, member, places):
    assert len(places["records"]) >= 5
    for index in places["records"]:
        for tail in ("", "proof.json"):
            answer = member.get(f"{product.url}/evidence/{index}/{tail}")
            assert answer.status < 500
            assert secrets_in(answer) == [], f"{index}/{tail}"
    for attachment in places["attachments"]:
        answer = member.get(f"{product.url}{attachment}")
        assert secrets_in(answer) == [], attachment


def test_the_member_cannot_ask_by_kind(product: Product, desks, member):
    url = f"{product.url}/documents/search/"
    assert 'value="procedure"' in desks(READER).request.get(url).text()
    assert 'value="procedure"' not in member.get(url).text()


def documents(product: Product) -> str:
    return f"{product.url}/documents/api/documents.json"


def secrets_in(answer: APIResponse) -> list[str]:
    """Return the words of the procedure in the answer, whatever form it has.

    A form repeats what was asked: words in the page's own search field are not told by it.
    """
    words = readable(answer)
    return [secret for secret in SECRETS if secret in words]


def readable(answer: APIResponse) -> str:
    body, kind = answer.body(), answer.headers.get("content-type", "")
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            texts = [parts.read(name).decode("utf-8", "ignore") for name in parts.namelist()]
        return re.sub(r"<[^>]+>", "", "".join(texts))
    if body.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(body)
        return "".join(page.get_textpage().get_text_range() for page in pages)
    if "json" in kind:
        return str(answer.json())
    text = body.decode("utf-8", "ignore")
    return re.sub(r'<input type="(text|search)" name="words"[^>]*>', "", text)
