"""Assets are found by their words, in what the reader may know of."""

import pytest
from django.urls import reverse
from tests.web.assets.register import graded, recorded, zone
from tests.web.factories import client_for, make_person

from sekisho.web.assets.finding import Assets, Zones
from sekisho.web.search.words import words_of

pytestmark = pytest.mark.django_db


class _Asking:
    def __init__(self, *rights):
        self.rights = frozenset(rights)


def _found(words, *rights):
    return [row.name for row in Assets().found(_Asking(*rights), words_of(words))]


@pytest.mark.parametrize(
    "words", ["基幹", "サーバ 基幹", "a-0001", "Ａ－０００１", "x-77", "２階", "書庫", "予備機"]
)
def test_any_word_of_a_row_finds_it_in_either_width(words):
    recorded(
        "基幹サーバ",
        **graded(
            place="2階 情報システム室", copies="書庫", note="予備機あり", own={"型番": "X-77"}
        ),
    )
    assert _found(words, "status.read") == ["基幹サーバ"]
    assert _found(f"{words} 無関係", "status.read") == []


def test_what_the_reader_may_not_know_of_is_not_found():
    recorded("秘密の台帳", **graded(confidentiality="3A"))
    recorded("個人番号の台帳", **graded(zone_key="mynumber"))
    assert _found("台帳", "status.read") == []
    assert _found("台帳", "status.read", "assets.secret") == ["秘密の台帳"]
    assert _found("台帳", "status.read", "mynumber.read") == ["個人番号の台帳"]
    assert _found("台帳", "assets.secret", "mynumber.read") == []


def test_the_page_of_search_leads_to_the_asset():
    row = recorded("基幹サーバ")
    client = client_for(make_person(roles=("contact-point",)))
    page = client.get(reverse("search:search"), {"words": "基幹"}).content.decode()
    assert row.get_absolute_url() in page


def test_a_zone_is_found_by_who_may_know_of_it_and_leads_to_its_assets():
    zone("lgwan")

    def labels(*rights):
        return [row.key for row in Zones().found(_Asking(*rights), words_of("系"))]

    assert labels() == []
    assert "lgwan" in labels("status.read")
    assert "mynumber" not in labels("status.read")
    assert "mynumber" in labels("status.read", "mynumber.read")
    recorded("文書サーバ")
    recorded("公開サーバ", zone_key="internet")
    row = Zones().found(_Asking("status.read"), words_of("LGWAN")).get()
    client = client_for(make_person(roles=("committee-member",)))
    page = client.get(Zones().hit(row).url).content.decode()
    assert "文書サーバ" in page
    assert "公開サーバ" not in page
