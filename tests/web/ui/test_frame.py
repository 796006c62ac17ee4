"""The frame of every page, the error pages and the gallery."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import constants
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.web.factories import client_for, make_person

from sekisho.web.ui.navigation import NavGroup, NavItem

NAVIGATION = (
    NavGroup("方針の実施", (NavItem("/", "状況"),)),
    NavGroup("自分の仕事", (NavItem("/approvals/", "決裁", current=True, badge=2),)),
)


def frame(request=None, template="ui/frame.html", **context):
    return BeautifulSoup(render_to_string(template, context, request), "html.parser")


@pytest.fixture
def gallery(db):
    answer = client_for(make_person(name="佐藤 <b>花子</b>")).get(reverse("ui:gallery"))
    assert answer.status_code == 200
    return answer, BeautifulSoup(answer.content, "html.parser")


class TestFrame:
    def test_the_first_thing_to_reach_leads_to_the_content(self):
        page = frame()
        first = page.body.find("a")
        assert page.find(id=first["href"][1:]).name == "main"

    def test_there_is_one_main_heading_and_a_language(self):
        page = frame()
        assert len(page.select("h1")) == 1
        assert page.html["lang"] == "ja"

    def test_the_menu_marks_where_we_are_and_what_waits(self):
        menus = frame(navigation=NAVIGATION).select("nav.navigation")
        assert len(menus) == 2  # a column, and one that opens on narrow screens
        for menu in menus:
            current = menu.select_one("[aria-current=page]")
            assert current["href"] == "/approvals/"
            assert current.select_one(".count").get_text() == "2"
            assert len(menu.select(".count")) == 1  # none for what is empty

    def test_each_group_of_places_has_its_name_to_read_and_to_hear(self):
        for menu in frame(navigation=NAVIGATION).select("nav.navigation"):
            assert [each["aria-label"] for each in menu.select("ul")] == [
                "方針の実施",
                "自分の仕事",
            ]
            assert [each.get_text() for each in menu.select(".navigation__group")] == [
                "方針の実施",
                "自分の仕事",
            ]

    def test_the_narrow_menu_opens_without_script(self):
        assert frame(navigation=NAVIGATION).select_one("details summary")

    def test_somebody_signed_out_sees_no_menu(self):
        assert not frame().select("nav.navigation")

    def test_body_ledger_and_version_are_shown(self):
        page = frame(body_name="朝霧市職員共済組合", ledger_size=1204, version="0.1.0")
        assert "朝霧市職員共済組合" in page.header.get_text()
        assert "1204" in page.footer.get_text()
        assert "0.1.0" in page.footer.get_text()

    def test_an_empty_ledger_is_shown_as_empty_and_a_missing_one_not_at_all(self):
        assert "台帳 0 件" in frame(ledger_size=0).footer.get_text()
        assert "台帳" not in frame().footer.get_text()

    def test_a_message_is_shown_with_its_kind(self):
        class Message:
            level_tag = "success"
            level = constants.SUCCESS

            def __str__(self):
                return "<b>公開しました。</b>"

        page = frame(messages=[Message()])
        assert "完了" in page.select_one("[role=status]").get_text()
        assert page.select_one("[role=status] b") is None

    def test_only_our_own_server_is_asked_for_anything(self):
        page = frame()
        addresses = [tag.get("src") or tag.get("href") for tag in page.select("script, link")]
        assert addresses
        for address in addresses:
            assert finders.find(address.removeprefix("/static/")), address

    def test_htmx_is_told_to_run_no_code_and_to_add_no_styles(self):
        config = frame().select_one("meta[name=htmx-config]")["content"]
        for wanted in ('"includeIndicatorStyles": false', '"allowEval": false'):
            assert wanted in config


class TestGallery:
    def test_it_is_not_for_people_who_are_signed_out(self, db):
        answer = Client().get(reverse("ui:gallery"))
        assert answer.status_code == 302
        assert reverse("account_login") in answer["Location"]

    def test_it_answers_get_only(self, db):
        assert client_for(make_person()).post(reverse("ui:gallery")).status_code == 405

    def test_it_shows_every_part(self, gallery):
        page = gallery[1]
        for part in (
            "tile", "badge", "banner", "tabs", "filter", "table", "pagination", "steps", "card",
            "definition-list", "meter", "empty-state", "clause-tree", "changes", "code", "field",
        ):  # fmt: skip
            assert page.select(f".{part}"), part

    def test_no_id_stands_twice(self, gallery):
        ids = [tag["id"] for tag in gallery[1].select("[id]")]
        assert sorted(ids) == sorted(set(ids))

    def test_every_control_has_a_name(self, gallery):
        page = gallery[1]
        for control in page.select("main :is(input:not([type=hidden]), select, textarea)"):
            labelled = control.find_parent("label") or page.find(
                "label", {"for": control.get("id")}
            )
            assert labelled, control

    def test_every_post_carries_the_token_against_forgery(self, gallery):
        forms = gallery[1].select("form[method=post]")
        assert forms
        assert all(form.select("[name=csrfmiddlewaretoken]") for form in forms)

    def test_the_name_of_the_person_is_text(self, gallery):
        assert gallery[1].select_one(".header__person").get_text() == "佐藤 <b>花子</b>"

    def test_the_page_runs_no_inline_code_under_its_own_policy(self, gallery):
        answer = gallery[0]
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy

    def test_the_language_can_be_changed_without_script(self, db):
        client = client_for(make_person())
        form = BeautifulSoup(client.get(reverse("ui:gallery")).content, "html.parser").select_one(
            "form.language"
        )
        assert form.button["value"] == "en"
        client.post(form["action"], {"language": "en", "next": reverse("ui:gallery")})
        page = BeautifulSoup(client.get(reverse("ui:gallery")).content, "html.parser")
        assert page.html["lang"] == "en"
        assert page.select_one("form.language button")["value"] == "ja"


class TestErrorPages:
    def test_a_missing_page_says_what_to_do(self, db):
        answer = Client().get("/no-such-page/")
        assert answer.status_code == 404
        assert "最初の画面" in answer.content.decode()

    def test_the_address_asked_for_cannot_become_markup(self, db):
        answer = Client().get('/"><i class=planted>/', {"q": '"><i class=planted>'})
        page = BeautifulSoup(answer.content, "html.parser")
        assert answer.status_code == 404
        assert not page.select(".planted")

    def test_a_form_sent_too_late_says_that_nothing_changed(self, db):
        client = Client(enforce_csrf_checks=True)
        answer = client.post(reverse("set_language"), {"language": "en"})
        assert answer.status_code == 403
        assert "何も変更されていません" in answer.content.decode()

    @pytest.mark.parametrize("template", ["403.html", "404.html", "403_csrf.html", "500.html"])
    def test_it_can_be_shown_when_nothing_else_works(self, template):
        page = frame(template=template)
        assert page.h1.get_text(strip=True)
        assert len(page.select("main p")) >= 2

    @pytest.mark.parametrize("template", ["403.html", "404.html"])
    def test_it_tells_nothing_about_the_inside(self, template):
        request = RequestFactory().get("/")
        text = frame(request, template, exception="secret view at 0x1").get_text()
        assert "0x1" not in text

    def test_the_page_for_our_own_errors_needs_no_frame(self):
        assert "nav" not in str(frame(template="500.html"))
