"""Social-media accounts as Excel, both ways; the firms below contracts, only out."""

import pytest
import time_machine
from django.urls import NoReverseMatch, reverse
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.registers.filing import sheet_of, taken_in, with_cell
from tests.web.suppliers.contracting import asked, contracted
from tests.web.suppliers.contracting import keeper as contracts_keeper
from tests.web.suppliers.serving import keeper, tweeting

from sekisho.web.suppliers import actions
from sekisho.web.suppliers.agreement import differences
from sekisho.web.suppliers.models import SocialAccount

pytestmark = pytest.mark.django_db
SOCIAL = "suppliers:social"
SUBCONTRACTS = "suppliers:subcontracts"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def me():
    return keeper(name="広報 責任者")


@pytest.fixture
def client(me):
    return client_for(me)


def changed(sheet, **change):
    for heading, value in change.items():
        sheet = with_cell(sheet, heading, value)
    return sheet


class TestSocial:
    def test_a_row_edited_and_a_new_one_are_written_and_sealed(self, client, me):
        row = tweeting(me)
        sheet = sheet_of(client, SOCIAL)
        new = [*sheet[1]]
        new[sheet[0].index("番号")] = "新1"
        new[sheet[0].index("アカウント名")] = "@asagiri_bosai"
        edited = changed(sheet, 発信してよい情報="防災")
        taken_in(client, SOCIAL, *edited, new)
        row.refresh_from_db()
        assert (row.publishable, row.second_factor) == ("防災", True)
        fresh = SocialAccount.objects.get(handle="@asagiri_bosai")
        assert (fresh.responsible, fresh.second_factor, fresh.guarded_at) == (me, False, None)
        assert list(differences()) == []

    def test_the_new_row_taken_in_again_is_refused(self, client, me):
        tweeting(me)
        sheet = changed(sheet_of(client, SOCIAL), 番号="新1", アカウント名="@asagiri_bosai")
        taken_in(client, SOCIAL, *sheet)
        assert "既に登録されています" in taken_in(client, SOCIAL, *sheet)
        assert SocialAccount.objects.count() == 2

    def test_out_and_in_again_changes_nothing(self, client, me):
        actions.name_operator(account=tweeting(me), person=make_person(), by=me, at=AT)
        assert "登録簿と同じ内容" in taken_in(client, SOCIAL, *sheet_of(client, SOCIAL))

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"アカウントのURL": "javascript:alert(1)"}, "https://"),
            ({"公式サイトでの表示": "asagiri"}, "https://"),
            ({"番号": "9999999"}, "自動で付ける番号"),
            ({"責任者": None}, "責任者"),
            ({"運用手順": None}, "運用手順"),
        ],
    )
    def test_a_row_that_cannot_be_says_why(self, client, me, change, words):
        tweeting(me)
        other = {"アカウント名": "@asagiri_bosai"} | change
        assert words in taken_in(client, SOCIAL, *changed(sheet_of(client, SOCIAL), **other))
        assert not SocialAccount.objects.filter(handle="@asagiri_bosai").exists()

    def test_a_closed_account_stays_as_it_is(self, client, me):
        actions.close_account(account=tweeting(me), closed_on=DAY, how="画面", by=me, at=AT)
        sheet = changed(sheet_of(client, SOCIAL), 発信してよい情報="防災")
        assert "閉じたアカウント" in taken_in(client, SOCIAL, *sheet)

    def test_who_only_looks_takes_it_out_alone(self, me):
        tweeting(me)
        looker = client_for(make_person(roles=("contact-point",)))
        assert len(sheet_of(looker, SOCIAL)) == 2
        assert looker.get(reverse(f"{SOCIAL}-import")).status_code == 403
        assert "Excelで書き出す" in looker.get(reverse("suppliers:accounts")).content.decode()


class TestSubcontracts:
    def test_the_chain_goes_out_with_what_was_decided(self):
        by = contracts_keeper()
        contract, other = contracted(by), contracted(by)
        first = asked(contract, by)
        asked(contract, by, firm="南沢テスト", above=first)
        asked(other, by, firm="西沢保守")
        client = client_for(by)
        heads, *rows = sheet_of(client, SUBCONTRACTS)
        found = [dict(zip(heads, row, strict=True)) for row in rows]
        assert [(row["再委託した事業者"], row["事業者"], row["段階"]) for row in found] == [
            ("朝霧情報サービス", "北沢システム開発", 1),
            ("北沢システム開発", "南沢テスト", 2),
            ("朝霧情報サービス", "西沢保守", 1),
        ]
        assert {row["承諾の状態"] for row in found} == {"承諾の決裁待ち"}
        narrowed = {"format": "csv", "contract": other.pk}
        text = client.get(reverse(f"{SUBCONTRACTS}-export"), narrowed).content.decode("utf-8-sig")
        assert "西沢保守" in text
        assert "北沢" not in text
        nowhere = {"format": "csv", "contract": "9" * 40}
        answer = client.get(reverse(f"{SUBCONTRACTS}-export"), nowhere)
        assert answer.status_code == 200
        assert "保守" not in answer.content.decode("utf-8-sig")

    def test_none_comes_in_and_the_page_says_why(self):
        by = contracts_keeper()
        contract = contracted(by)
        asked(contract, by)
        page = client_for(by).get(reverse("suppliers:contract", args=[contract.pk]))
        assert "承諾の決裁を受けて登録する" in page.content.decode()
        with pytest.raises(NoReverseMatch):
            reverse(f"{SUBCONTRACTS}-import")
        assert client_for(make_person()).get(reverse(f"{SUBCONTRACTS}-export")).status_code == 403
