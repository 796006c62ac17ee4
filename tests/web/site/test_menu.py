"""The menu: one page, one place lit."""

from collections import Counter

import pytest
import time_machine
from bs4 import BeautifulSoup
from tests.web.factories import AT, client_for, make_person

from sekisho.web.site.context import _GROUPS, _PARTED

pytestmark = pytest.mark.django_db
PLACES = [name for _label, places in _GROUPS for name, _called, _wanted in places]


def test_a_room_with_several_places_says_which_of_them_each_page_belongs_to():
    rooms = Counter(name.partition(":")[0] for name in PLACES)
    assert {room for room, many in rooms.items() if many > 1} == set(_PARTED)


@pytest.mark.parametrize(
    ("address", "lit"),
    [
        ("/maildrills/", "/maildrills/"),
        ("/maildrills/letters/", "/maildrills/"),
        ("/maildrills/new/", "/maildrills/"),
        ("/maildrills/report/", "/maildrills/report/"),
        ("/awareness/", "/awareness/"),
        ("/awareness/bulletins/", "/awareness/"),
        ("/incidents/report/", "/incidents/report/"),
    ],
)
def test_one_place_is_lit(address, lit):
    client = client_for(make_person(roles=("secretariat",)))
    with time_machine.travel(AT, tick=False):
        page = BeautifulSoup(client.get(address).content, "lxml")
    menus = page.select("nav.navigation")
    assert len(menus) == 2  # a column, and one that opens on narrow screens
    for menu in menus:
        assert [each["href"] for each in menu.select("[aria-current=page]")] == [lit]
