"""External services as Excel: out, edited, in through a dry run; one wrong row stops all."""

import io

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.registers.book import csv_of, xlsx
from tests.web.suppliers.serving import PROOF, permitted, served
from tests.web.suppliers.serving import keeper as chief

from sekisho.web.evidence import queries as evidence
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.models import Service

pytestmark = pytest.mark.django_db
HEADINGS = (
    *("サービスの名称", "提供者", "アドレス", "利用する所属", "サービス管理者"),
    *("扱ってよい情報の重さ", "扱ってよい情報", "情報の置き場所", "適用される法律と裁判所"),
)
LINE = (
    *("予約サービス", "見本社", "yoyaku.example、login.example", "総務課", "管理 者"),
    *("公表を予定しない情報", "予約の枠", "国内", "日本法 東京地裁"),
)


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def me():
    return chief(name="管理 者", unit=make_unit("総務課"))


@pytest.fixture
def client(me):
    return client_for(me)


def _sheet(client):
    answer = client.get(reverse("suppliers:services-export"), {"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def _in(client, *rows, data=b""):
    file = SimpleUploadedFile("台帳.xlsx", data or xlsx(*rows))
    answer = client.post(reverse("suppliers:services-import"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    page = BeautifulSoup(client.get(answer["Location"]).content, "lxml").get_text(" ", strip=True)
    client.post(f"{answer['Location']}apply/")
    return page


def _new(**change):
    given = dict(zip(HEADINGS, LINE, strict=True)) | change
    return [given[heading] for heading in HEADINGS]


def test_an_existing_ledger_becomes_services_without_assessment_or_permit(client, me):
    _in(client, HEADINGS, _new(), _new(サービスの名称="会議", アドレス="MEET.example."))
    other, row = Service.objects.order_by("-name")
    assert (row.hosts, other.hosts) == (["yoyaku.example", "login.example"], ["meet.example"])
    assert (row.grade, row.administrator, row.assessed_at) == ("internal", me, None)
    assert list(differences()) == []


def test_a_file_of_shift_jis_is_read_too(client):
    data = csv_of(HEADINGS, _new(), encoding="cp932")
    _in(client, data=data)
    assert Service.objects.get().region == "国内"


def test_out_and_in_again_changes_nothing(client, me):
    permitted(served(me))
    before = list(Service.objects.values())
    assert "登録簿と同じ内容" in _in(client, *_sheet(client))
    assert list(Service.objects.values()) == before


def test_what_pages_and_decisions_say_goes_out_and_never_comes_in(client, me):
    row = served(me)
    headings, line = _sheet(client)
    assert line[headings.index("条件を確かめた日")].date().isoformat() == AT.date().isoformat()
    line[headings.index("条件を確かめた日")] = None
    line[headings.index("許可の終了日")] = "令和9年3月31日"
    assert "登録簿と同じ内容" in _in(client, headings, line)
    assert Service.objects.get().assessed_at == row.assessed_at


def test_graver_information_takes_the_assessment_back(client, me):
    served(me, grade="open")
    headings, line = _sheet(client)
    line[headings.index("扱ってよい情報の重さ")] = "公表を予定しない情報"
    _in(client, headings, line)
    row = Service.objects.get()
    assert (row.grade, row.assessed_at, row.assessed_by) == ("internal", None, None)
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"アドレス": "https://yoyaku.example/"}, "アドレスではありません"),
        ({"提供者": ""}, "提供者"),
        ({"サービス管理者": "いない 人"}, "サービス管理者"),
        ({"サービスの名称": "予約サービス"}, "同じ値"),
    ],
)
def test_a_wrong_line_stops_the_whole_file(client, change, words):
    told = _in(client, HEADINGS, _new(), _new(**{"サービスの名称": "別"} | change))
    assert words in told
    assert not Service.objects.exists()


def test_the_name_of_one_no_longer_used_is_not_given_to_another(client, me):
    row = served(me, name="予約サービス")
    actions.end_service(service=row, ended_on=AT.date(), proof=PROOF, by=me, at=AT)
    assert "既に使われています" in _in(client, HEADINGS, _new())
    assert Service.objects.count() == 1


def test_the_bodys_own_column_stays_on_the_row_and_is_sealed(client, me):
    served(me)
    headings, line = _sheet(client)
    _in(client, [*headings, "契約番号"], [*line, "委-7"])
    assert Service.objects.get().own == {"契約番号": "委-7"}
    assert len(list(evidence.sealed(["service.own"]))) == 1
    assert list(evidence.sealed(["service.changed"])) == []
    assert list(differences()) == []


def test_an_administrator_who_left_stands_in_the_file_and_can_stay(client, me):
    gone = make_person(name="先代 者")
    served(me, administrator=gone)
    gone.left_on = gone.joined_on
    gone.save()
    headings, line = _sheet(client)
    assert line[headings.index("サービス管理者")] == "先代 者"
    line[headings.index("情報の置き場所")] = "国内（東京）"
    _in(client, headings, line)
    assert Service.objects.get().region == "国内（東京）"


def test_more_rows_ask_no_more_queries(client, django_assert_max_num_queries):
    lines = [_new(サービスの名称=f"S{n}", アドレス=f"s{n}.example") for n in range(30)]
    file = SimpleUploadedFile("台帳.xlsx", xlsx(HEADINGS, *lines))
    waiting = client.post(reverse("suppliers:services-import"), {"file": file})["Location"]
    with django_assert_max_num_queries(40):
        client.post(f"{waiting}apply/")
    assert Service.objects.count() == 30


def test_who_looks_takes_out_and_brings_nothing_in(me):
    served(me)
    looking = client_for(make_person(roles=("officer",)))
    assert looking.get(reverse("suppliers:services-export")).status_code == 200
    assert looking.get(reverse("suppliers:services-import")).status_code == 403
    assert looking.post(reverse("suppliers:services-import")).status_code == 403
    nobody = client_for(make_person())
    assert nobody.get(reverse("suppliers:services-export")).status_code == 403
