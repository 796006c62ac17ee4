"""The pages when a standard is confirmed too: the choice, both documents, each by itself."""

import pypdfium2
import pytest
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.policies.asking_pages import cost, page, words
from tests.web.policies.samples import STANDARD, imported, next_edition, published

from sekisho.web.policies import actions
from sekisho.web.policies.models import Document, Pledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat():
    return make_person(roles=("secretariat",))


@pytest.fixture
def unit():
    return make_unit("給付課")


@pytest.fixture
def head(unit):
    return make_person("課長 一郎", roles=("manager",), unit=unit)


@pytest.fixture
def porter(unit):
    return make_person("用務 花子", category="temporary", unit=unit, account=False)


@pytest.fixture
def standard():
    return published(imported(kind="standard"))


@pytest.fixture
def both(head, porter, standard, secretariat):
    """The basic policy and a standard that asks, in force."""
    policy = published()
    actions.choose_pledges(document=standard.document, asks=True, by=secretariat, at=AT)
    return policy, standard


def open_of(person, edition):
    return Pledge.objects.open().get(person=person, edition=edition)


class TestChoice:
    def test_the_button_asks_and_the_page_says_so(self, secretariat, standard, porter):
        client = client_for(secretariat)
        url = f"/documents/{standard.document_id}/"
        assert "遵守の確認を求めていません" in words(client, url)
        assert page(client, url).select_one("button[name=asks][value=yes]")
        answer = client.post(f"{url}pledges/", {"asks": "yes"}, follow=True)
        assert "遵守の確認を求めることにしました" in answer.content.decode()
        assert open_of(porter, standard)
        assert page(client, url).select_one("button[name=asks][value=no]")

    def test_a_second_press_gives_it_up(self, secretariat, standard):
        client = client_for(secretariat)
        url = f"/documents/{standard.document_id}/pledges/"
        client.post(url, {"asks": "yes"})
        client.post(url, {"asks": "no"})
        assert not Document.objects.get(pk=standard.document_id).pledges_chosen
        assert not Pledge.objects.open().exists()

    def test_it_takes_the_right_and_a_press_of_the_button(self, secretariat, standard, head):
        url = f"/documents/{standard.document_id}/"
        assert client_for(head).post(f"{url}pledges/", {"asks": "yes"}).status_code == 403
        assert client_for(secretariat).get(f"{url}pledges/").status_code == 405
        assert page(client_for(head), url).select_one("button[name=asks]") is None
        assert not Document.objects.get(pk=standard.document_id).pledges_chosen

    def test_the_basic_policy_offers_no_choice_and_refuses_one(self, secretariat):
        policy = published()
        client = client_for(secretariat)
        url = f"/documents/{policy.document_id}/"
        assert page(client, url).select_one("button[name=asks]") is None
        answer = client.post(f"{url}pledges/", {"asks": "no"}, follow=True)
        assert "基本方針は必ず確認を求め" in answer.content.decode()

    def test_a_procedure_is_refused_even_to_who_may_read_it(self, secretariat):
        procedure = published(imported(kind="procedure"))
        url = f"/documents/{procedure.document_id}/pledges/"
        answer = client_for(secretariat).post(url, {"asks": "yes"}, follow=True)
        assert "実施手順では求めません" in answer.content.decode()
        assert not Pledge.objects.exists()


class TestMine:
    def test_both_are_open_each_under_its_name(self, both, head):
        text = words(client_for(head), "/pledges/")
        for edition in both:
            assert edition.name in text

    def test_the_promise_is_that_of_the_document(self, both, head):
        policy, standard = both
        client = client_for(head)
        said = words(client, f"/pledges/{open_of(head, standard).pk}/")
        assert "この対策基準及びこれに基づく実施手順を遵守します" in said
        said = words(client, f"/pledges/{open_of(head, policy).pk}/")
        assert "情報セキュリティ基本方針及びこれに基づく対策基準・実施手順を遵守します" in said

    def test_confirming_one_leaves_the_other_open(self, both, head):
        policy, standard = both
        client_for(head).post(f"/pledges/{open_of(head, standard).pk}/confirm/")
        assert list(Pledge.objects.open().filter(person=head)) == [open_of(head, policy)]

    def test_a_change_says_which_clauses(self, both, head):
        _policy, standard = both
        actions.confirm_pledge(pledge=open_of(head, standard), by=head, at=AT)
        data = STANDARD.replace("毎年度一回", "毎年度二回").encode()
        newer = published(next_edition(standard, data))
        assert "変わった条文（2）だけ" in words(client_for(head), "/pledges/")
        shown = page(client_for(head), f"/pledges/{open_of(head, newer).pk}/")
        assert "二" in "".join(each.get_text() for each in shown.select("main u"))

    def test_what_was_given_up_is_gone_from_the_page(self, both, head, secretariat):
        _policy, standard = both
        pk = open_of(head, standard).pk
        actions.choose_pledges(document=standard.document, asks=False, by=secretariat, at=AT)
        client = client_for(head)
        assert standard.name not in words(client, "/pledges/")
        assert client.get(f"/pledges/{pk}/").status_code == 404


class TestProgress:
    def test_each_document_has_its_own_figures(self, both, secretariat, porter, head):
        _policy, standard = both
        actions.confirm_pledge(pledge=open_of(head, standard), by=head, at=AT)
        client = client_for(secretariat)

        def row(**query):
            rows = page(client, "/pledges/progress/", **query).select("tbody tr")
            return next(tr.get_text() for tr in rows if "給付課" in tr.get_text())

        assert "0 / 2（0%）" in row()
        assert "1 / 2（50%）" in row(document=standard.document_id)

    @pytest.mark.parametrize("word", ["0", "x", "", "９"])
    def test_a_document_that_does_not_ask_is_not_there(self, both, secretariat, word):
        client = client_for(secretariat)
        assert client.get("/pledges/progress/", {"document": word}).status_code == 404

    def test_a_procedure_has_no_progress(self, both, secretariat):
        procedure = published(imported(kind="procedure"))
        client = client_for(secretariat)
        query = {"document": procedure.document_id}
        assert client.get("/pledges/progress/", query).status_code == 404


class TestSheets:
    def test_the_sheet_names_its_document_and_its_promise(self, both, head, porter, unit):
        _policy, standard = both
        answer = client_for(head).get(
            f"/pledges/sheets/{unit.pk}.pdf", {"document": standard.document_id}
        )
        text = "".join(
            each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(answer.content)
        )
        text = "".join(text.split())
        assert "対策基準（第1版）" in text
        assert "この対策基準及び" in text
        assert "用務花子" in text

    def test_a_signature_counts_for_the_document_of_the_page_alone(self, both, head, porter):
        policy, standard = both
        client = client_for(head)
        url = f"/pledges/record/?document={standard.document_id}"
        wrong = {"pledges": [open_of(porter, policy).pk], "words": "金庫"}
        assert client.post(url, wrong).status_code == 422
        right = {"pledges": [open_of(porter, standard).pk], "words": "金庫"}
        answer = client.post(url, right)
        assert answer["Location"] == url
        assert list(Pledge.objects.open().filter(person=porter)) == [open_of(porter, policy)]


class TestTerminal:
    @pytest.fixture
    def terminal(self, head, client):
        _row, code = actions.open_terminal(by=head, at=AT)
        client.post("/pledges/terminal/", {"code": code})
        return client

    def test_the_names_stand_under_their_documents(self, both, terminal, porter):
        soup = page(terminal, "/pledges/terminal/names/")
        assert [each.get_text() for each in soup.select("h2")] == [each.title for each in both]
        for edition in both:
            url = f"/pledges/terminal/{open_of(porter, edition).pk}/"
            assert soup.select_one(f"a[href='{url}']")
            assert edition.name in words(terminal, url)
            terminal.post(url)
        assert not Pledge.objects.open().filter(person=porter).exists()

    def test_two_documents_cost_no_query_a_name(self, both, terminal, head):
        def more():
            for _each in range(5):
                make_person(unit=head.unit, account=False)
            actions.ask_joiners(AT)

        more()
        five = cost(terminal, "/pledges/terminal/names/")
        more()
        assert cost(terminal, "/pledges/terminal/names/") == five
