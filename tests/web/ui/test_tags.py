"""The template tags: what stands on the page, and what a hostile text cannot do to it."""

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from sekisho.web.ui import words
from sekisho.web.ui.forms import SampleForm
from sekisho.web.ui.templatetags.ui import asset, percent

HOSTILE = "<script>alert(1)</script>\"'&"


def soup(source: str, **context):
    rendered = Template("{% load i18n ui %}" + source).render(Context(context))
    return BeautifulSoup(rendered, "html.parser")


def test_a_fiscal_year_is_written_in_the_readers_language():
    with translation.override("en"):
        assert "fiscal year 2022" in soup("{{ d|fiscal_year }}", d=date(2023, 3, 31)).get_text()


@pytest.mark.parametrize("status", words.CLAUSE_STATUS)
def test_a_status_is_told_by_sign_and_by_word(status):
    page = soup("{% status_badge status %}", status=status)
    sign = words.CLAUSE_STATUS[status]
    hidden = page.select_one("[aria-hidden=true]")
    assert hidden.get_text() == sign.sign
    hidden.extract()
    assert page.get_text(strip=True) == str(sign.word)  # what a screen reader says


@pytest.mark.parametrize("verdict", words.VERDICT)
def test_a_verdict_is_told_by_its_word(verdict):
    assert str(words.VERDICT[verdict].word) in soup("{% verdict_badge v %}", v=verdict).get_text()


def test_an_unknown_status_is_refused():
    with pytest.raises(KeyError):
        soup("{% status_badge 'fine' %}")


@pytest.mark.parametrize("kind", words.KINDS)
def test_a_banner_names_its_kind_in_words(kind):
    page = soup("{% banner kind '確かめました。' %}", kind=kind)
    assert str(words.BANNER[kind].word) in page.get_text()
    assert "確かめました。" in page.get_text()


def test_only_an_error_interrupts_a_screen_reader():
    roles = {k: soup("{% banner k 'x' %}", k=k).div.get("role") for k in words.KINDS}
    assert roles == {"info": None, "success": None, "warning": None, "error": "alert"}


@pytest.mark.parametrize(
    "source",
    [
        "{% banner 'error' text %}",
        "{% crumb text text %}",
        "{% crumb '' text %}",
        "{% empty_state text %}",
        "{% steps names 1 %}",
        "{% meter 1 2 text %}",
        "{% status_tile 'weak' 1 text %}",
    ],
)
def test_hostile_text_stays_text(source):
    page = soup(source, text=HOSTILE, names=(HOSTILE,))
    assert page.find("script") is None
    shown = page.get_text() + "".join(str(v) for tag in page.find_all() for v in tag.attrs.values())
    assert "<script>alert(1)</script>" in shown  # shown as it is, not dropped


def test_a_crumb_without_address_is_the_page_itself():
    assert soup("{% crumb '' '証跡' %}").select_one("[aria-current=page]").get_text() == "証跡"
    assert soup("{% crumb '/x/' '証跡' %}").a["href"] == "/x/"


def test_dates_are_written_in_both_calendars():
    page = soup("{{ d|wareki }} {{ d|fiscal_year }}", d=date(2023, 3, 31))
    assert page.get_text() == "令和5年3月31日（2023-03-31） 令和4年度"


def test_a_moment_is_written_in_local_time():
    at = datetime(2023, 3, 31, 15, 5, tzinfo=UTC)
    shown = soup("{{ at|wareki_time }}", at=at).get_text()
    assert shown == "令和5年4月1日（2023-04-01）00:05"
    assert soup("{{ at|wareki }}", at=at).get_text() == "令和5年4月1日（2023-04-01）"


def test_a_missing_date_is_written_as_nothing():
    shown = soup("{{ d|wareki }}{{ d|wareki_time }}{{ d|fiscal_year }}", d=None).get_text()
    assert not shown


def test_english_readers_get_the_western_date_first():
    at = datetime(2023, 3, 31, 0, 0, tzinfo=UTC)
    with translation.override("en"):
        assert soup("{{ at|wareki_time }}", at=at).get_text() == "2023-03-31 (Reiwa 5) 09:00"


class TestPagination:
    def page(self, number: int, query: str = "", rows: int = 200):
        request = RequestFactory().get(f"/list/?{query}")
        return soup(
            "{% pagination page %}",
            page=Paginator(range(rows), 20).get_page(number),
            request=request,
        )

    def test_links_keep_the_rest_of_the_query(self):
        links = self.page(2, "unit=7&page=2&q=端末").select("a")
        assert links
        assert all("unit=7" in a["href"] and "q=" in a["href"] for a in links)
        assert all(a["href"].count("page=") == 1 for a in links)

    def test_the_present_page_is_marked_and_not_linked(self):
        current = self.page(3).select_one("[aria-current=page]")
        assert current.get_text() == "3"
        assert current.name == "span"

    def test_the_first_page_has_no_way_back_and_the_last_no_way_on(self):
        assert not self.page(1).select("a[rel=prev]")
        assert not self.page(10).select("a[rel=next]")
        assert self.page(5).select("a[rel=prev]")
        assert self.page(5).select("a[rel=next]")

    def test_one_page_shows_the_count_and_no_links(self):
        page = self.page(1, rows=3)
        assert not page.select("a")
        assert "3" in page.get_text()

    def test_a_hostile_query_is_not_copied_as_markup(self):
        assert self.page(2, 'q="><script>').find("script") is None


class TestField:
    def test_the_label_names_the_control(self):
        page = soup("{% field form.title %}", form=SampleForm())
        assert page.label["for"] == page.input["id"]
        assert "必須" in page.label.get_text()

    def test_an_optional_field_says_so(self):
        assert "任意" in soup("{% field form.reason %}", form=SampleForm()).label.get_text()

    def test_help_and_error_are_read_with_the_control(self):
        page = soup("{% field form.title %}", form=SampleForm({"title": ""}))
        described = page.input["aria-describedby"].split()
        assert page.input["aria-invalid"] == "true"
        assert len(described) == 2
        assert all(page.find(id=name).get_text(strip=True) for name in described)

    @pytest.mark.parametrize("name", ["way", "zones"])
    def test_a_group_of_choices_has_a_legend(self, name):
        page = soup("{% field form_field %}", form_field=SampleForm()[name])
        assert page.fieldset.legend.get_text(strip=True)
        assert all(box.find_parent("label") for box in page.select("input"))

    def test_one_box_to_tick_stands_beside_its_label(self):
        page = soup("{% field form.agree %}", form=SampleForm())
        assert page.label["for"] == page.input["id"]
        assert page.input.find_next_sibling("label") is page.label

    def test_a_hostile_value_stays_a_value(self):
        page = soup("{% field form.title %}", form=SampleForm({"title": HOSTILE}))
        assert page.input["value"] == HOSTILE
        assert page.find("script") is None

    @pytest.mark.parametrize("name", list(SampleForm.base_fields))
    def test_no_id_stands_twice(self, name):
        page = soup("{% field f %}", f=SampleForm({})[name])
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids))


class TestFormErrors:
    def test_a_form_without_errors_shows_nothing(self):
        assert not soup("{% form_errors form %}", form=SampleForm()).get_text(strip=True)

    def test_each_wrong_field_is_linked_to_its_control(self):
        form = SampleForm({"title": ""})
        page = soup("{% form_errors form %}{% for f in form %}{% field f %}{% endfor %}", form=form)
        links = [a["href"][1:] for a in page.select("[role=alert] a")]
        assert len(links) == len(form.errors) > 0
        assert all(page.find(id=target) for target in links)

    def test_what_is_wrong_with_the_whole_form_is_told(self):
        form = SampleForm({"title": "x"})
        form.add_error(None, "期限が過ぎています。")
        assert "期限が過ぎています。" in soup("{% form_errors form %}", form=form).get_text()


class TestProgress:
    def test_steps_say_what_is_done_and_where_we_are_without_colour(self):
        page = soup("{% steps names 2 %}", names=("案", "決裁待ち", "施行中"))
        first, second, third = page.select("li")
        assert "済み" in first.get_text()
        assert second["aria-current"] == "step"
        assert "aria-current" not in third.attrs

    def test_a_meter_has_a_name_and_figures(self):
        page = soup("{% meter 5 18 '給付課の確認' %}")
        assert page.progress["aria-label"] == "給付課の確認"
        assert "5 / 18（27%）" in page.get_text()

    @pytest.mark.parametrize(
        ("done", "total", "shown"), [(0, 0, 0), (199, 200, 99), (200, 200, 100), (1, 3, 33)]
    )
    def test_a_hundred_percent_is_shown_only_when_all_is_done(self, done, total, shown):
        assert percent(done, total) == shown

    def test_a_tile_links_to_what_it_counts(self):
        page = soup("{% status_tile 'failing' 3 '/?status=failing' %}")
        assert page.a["href"] == "/?status=failing"
        assert "3" in page.get_text()
        assert soup("{% status_tile 'failing' 3 %}").find("a") is None


def test_a_static_file_keeps_its_plain_name_until_files_are_collected(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    assert asset("ui/sekisho.css") == "/static/ui/sekisho.css"
