"""An asset above the reader's clearance never leaves the server: not by any page, file or count."""

import io

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.architecture.matrix import addresses
from tests.web.assets.register import entry, graded, recorded
from tests.web.factories import AT, client_for, make_person
from tests.web.registers.book import csv_of

from sekisho.catalogue import PERMISSIONS, load
from sekisho.web.assets import access, actions
from sekisho.web.assets.errors import NotYoursToPlaceError
from sekisho.web.assets.models import Asset
from sekisho.web.registers.models import Upload

pytestmark = pytest.mark.django_db
SECRET = "国の秘密文書"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def manager():
    """Keeps the register, holds no clearance and may not read the My Number zone."""
    return client_for(make_person(roles=("manager",)))


@pytest.fixture
def hidden():
    """A secret asset, related to one that everybody sees."""
    row = recorded(SECRET, **graded(confidentiality="3A", sort="paper", zone_key=""))
    shown = recorded("文書管理システム", sort="system")
    person = make_person(roles=("system-manager",))
    actions.relate(upper=shown, lower=row, kind="holds", by=person, at=AT)
    return row, shown


def test_only_the_clearance_of_the_catalogue_opens_it():
    for words in (frozenset(), frozenset(PERMISSIONS) - {"assets.secret"}):
        assert access.hidden_grades(words) == {"3A", "3", "most-important"}
    assert access.hidden_grades(frozenset({"assets.secret"})) == frozenset()


@given(st.frozensets(st.sampled_from(PERMISSIONS)))
def test_more_rights_never_hide_more(rights):
    assert access.hidden_grades(rights | {"assets.secret"}) <= access.hidden_grades(rights)


def test_no_page_of_the_room_shows_it_or_its_name(manager, hidden):
    row, shown = hidden
    for address in (
        reverse("assets:list"),
        reverse("assets:list") + f"?q={SECRET}",
        reverse("assets:list") + "?confidentiality=3A",
        reverse("assets:asset", args=[shown.pk]),
        reverse("assets:helper"),
        reverse("assets:record"),
        reverse("assets:assets-import"),
        reverse("controls:board"),
    ):
        page = manager.get(address)
        assert page.status_code == 200, address
        text = page.content.decode().replace(f"?q={SECRET}", "").replace(f'value="{SECRET}"', "")
        assert SECRET not in text, address
        assert row.number not in text, address


def test_every_address_of_one_asset_answers_as_if_there_were_none(manager, hidden):
    row, _shown = hidden
    found = [address for address, _view in addresses() if address.startswith("assets/<int:pk>/")]
    assert len(found) >= 8
    for address in found:
        url = "/" + address.replace("<int:pk>", str(row.pk)).replace("<int:relation>", "1")
        assert manager.get(url).status_code in {404, 405}, url
        assert manager.post(url, {"reason": "x"}).status_code in {404, 405}, url


def test_counts_and_files_leave_it_out(manager, hidden):
    assert manager.get(reverse("assets:list")).context["page"].paginator.count == 1
    for form in ("xlsx", "csv", "csv-cp932"):
        content = manager.get(reverse("assets:assets-export"), {"format": form}).content
        assert SECRET.encode() not in content
        assert SECRET.encode("cp932") not in content
    book = openpyxl.load_workbook(io.BytesIO(manager.get(reverse("assets:assets-export")).content))
    cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
    assert SECRET not in cells
    assert hidden[0].number not in cells  # nor among the related


def test_neither_its_label_nor_the_picture_shows_it(manager, hidden):
    page = manager.get(reverse("assets:asset", args=[hidden[1].pk]))
    assert page.context["picture"] is None
    assert page.context["relations"] == ()


def test_a_file_cannot_reach_it_and_learns_only_that_the_number_is_used(manager, hidden):
    row, _shown = hidden
    data = csv_of(
        ["管理番号", "種類", "名称", "管理する所属"], [row.number, "印刷した文書", "別", "総務課"]
    )
    manager.post(reverse("assets:assets-import"), {"file": SimpleUploadedFile("a.csv", data)})
    upload = Upload.objects.get()
    assert upload.counts["wrong"] == 1
    page = manager.get(reverse("assets:assets-differences", args=[upload.pk])).content.decode()
    assert "既に使われています" in page
    assert SECRET not in page
    row.refresh_from_db()
    assert row.name == SECRET


def test_a_file_cannot_set_the_grade_without_the_clearance(manager, hidden):
    data = csv_of(["管理番号", "機密性"], [hidden[1].number, "自治体機密性3A"])
    manager.post(reverse("assets:assets-import"), {"file": SimpleUploadedFile("a.csv", data)})
    assert Upload.objects.get().counts["wrong"] == 1


def test_the_form_does_not_offer_the_grade_and_does_not_take_it(manager):
    page = manager.get(reverse("assets:record")).content.decode()
    assert "自治体機密性3B" in page
    assert "自治体機密性3A" not in page


@pytest.mark.parametrize("deed", ["change", "confirm", "exclude", "include"])
def test_no_action_touches_it_without_the_clearance(hidden, deed):
    person = make_person(roles=("manager",))
    more = {"change": {"entry": entry()}, "exclude": {"reason": "理由"}}.get(deed, {})
    with pytest.raises(NotYoursToPlaceError):
        getattr(actions, deed)(asset=hidden[0], by=person, at=AT, **more)


def test_nobody_marks_an_asset_above_their_own_clearance(hidden):
    person = make_person(roles=("manager",))
    with pytest.raises(NotYoursToPlaceError):
        actions.change(asset=hidden[1], entry=entry(confidentiality="3A"), by=person, at=AT)
    with pytest.raises(NotYoursToPlaceError):
        actions.relate(upper=hidden[1], lower=hidden[0], kind="uses", by=person, at=AT)


def test_who_holds_the_clearance_sees_it(hidden):
    keeper = client_for(make_person(roles=("system-manager",)))
    assert SECRET in keeper.get(reverse("assets:list")).content.decode()
    page = keeper.get(reverse("assets:asset", args=[hidden[1].pk])).content.decode()
    assert SECRET in page
    assert "<svg" in page


def test_a_grade_of_another_scheme_stays_hidden_too(manager):
    recorded(SECRET, **graded(confidentiality="most-important"))
    assert manager.get(reverse("assets:list")).context["page"].paginator.count == 0


def test_the_hidden_grades_are_grades_of_the_catalogue():
    known = {level.id for scheme in load().schemes.values() for level in scheme.levels}
    assert access.hidden_grades(frozenset()) <= known
    assert Asset._meta.get_field("confidentiality").max_length >= max(map(len, known))
