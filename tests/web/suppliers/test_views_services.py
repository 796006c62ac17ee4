"""The pages of services and social media, and the refusal for everybody who may not."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.suppliers.serving import keeper, permitted, served, tweeting
from tests.web.suppliers.test_social import posted
from tests.web.suppliers.test_views_contracts import text

from sekisho.catalogue import load_suppliers
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.models import Lookalike, Posting, Service, SocialAccount, SocialOperator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def by():
    return keeper(name="管理 太郎")


@pytest.fixture
def client(by):
    return client_for(by)


def service_form(by, **change):
    return {
        "name": "予約", "provider": "見本社", "hosts": "yoyaku.example\r\nb.example",
        "unit": make_unit().pk, "administrator": by.pk, "grade": "open", "information": "枠",
        "region": "国内", "law": "日本法",
    } | change  # fmt: skip


def account_form(by, **change):
    return {
        "service": "見本SNS", "handle": "@asagiri", "url": "https://sns.example/a",
        "unit": make_unit().pk, "responsible": by.pk, "procedure": "手順", "publishable": "案内",
        "official_url": "https://asagiri.example/sns",
    } | change  # fmt: skip


class TestServices:
    def test_one_is_entered_assessed_changed_and_ended_from_the_forms(self, client, by):
        answer = client.post("/suppliers/services/new/", service_form(by))
        row = Service.objects.get()
        base = f"/suppliers/services/{row.pk}/"
        assert answer.url == f"{base}terms/"
        assert row.hosts == ["yoyaku.example", "b.example"]
        assert "利用を申請できない条件" in text(client.get(base))
        client.post(f"{base}terms/", {e.id: "yes" for e in load_suppliers().terms_for("open")})
        assert "利用を申請できない条件" not in text(client.get(base))
        client.post(f"{base}change/", service_form(by, region="国内（大阪）"))
        assert "国内（大阪）" in text(client.get(base))
        proof = SimpleUploadedFile("消去.pdf", b"%PDF", "application/pdf")
        client.post(f"{base}end/", {"ended_on": "2026-06-01", "proof": proof})
        assert "ほかの人の確認待ち" in text(client.get(base))
        assert "ほかの人が確認します" in text(client.post(f"{base}erased/", follow=True))
        client_for(keeper()).post(f"{base}erased/")
        assert "消去を確認" in text(client.get(base))

    def test_what_is_no_host_comes_back_with_the_reason(self, client, by):
        answer = client.post("/suppliers/services/new/", service_form(by, hosts="https://x"))
        assert "アドレスではありません" in text(answer, 422)

    def test_the_list_tells_what_may_be_used_and_what_has_no_permit(self, client, by):
        permitted(served(by, name="予約"))
        served(by, name="許可なし", assessed=False)
        permitted(None, words="謎のサービス")
        page = text(client.get("/suppliers/services/"))
        assert "利用してよい" in page
        assert "許可がない" in page
        assert "登録のないサービスの許可が1件" in page

    def test_the_two_regimes_are_named_on_the_page(self, client, by):
        light, grave = served(by, grade="open"), served(by)
        assert "約款によるサービス" in text(client.get(f"/suppliers/services/{light.pk}/"))
        assert "対策を確かめたサービス" in text(client.get(f"/suppliers/services/{grave.pk}/"))

    def test_only_services_in_order_are_offered_when_applying(self, client, by):
        served(by, name="よいサービス")
        served(by, name="未確認のサービス", assessed=False)
        page = text(client.get("/approvals/apply/external-service/"))
        assert "よいサービス" in page
        assert "未確認のサービス" not in page


class TestSocial:
    @pytest.fixture
    def row(self, by):
        return tweeting(by)

    def test_an_account_is_entered_and_corrected_from_the_forms(self, client, by):
        client.post("/suppliers/social/new/", account_form(by))
        row = SocialAccount.objects.get()
        client.post(f"/suppliers/social/{row.pk}/change/", account_form(by, publishable="防災"))
        assert "防災" in text(client.get(f"/suppliers/social/{row.pk}/"))
        assert "@asagiri" in text(client.get("/suppliers/social/"))

    def test_one_without_a_responsible_person_is_not_taken(self, client, by):
        answer = client.post("/suppliers/social/new/", account_form(by, responsible=""))
        assert "必須" in text(answer, 422)
        assert not SocialAccount.objects.exists()

    def test_it_is_guarded_operated_watched_posted_and_closed_from_its_pages(self, client, row, by):
        base, person = f"/suppliers/social/{row.pk}/", make_person("投稿 係")
        client.post(f"{base}guard/", {"second_factor": "on"})
        client.post(f"{base}operators/new/", {"person": person.pk})
        client.post(f"{base}watch/", {"lookalikes": "@nise"})
        client.post(
            f"{base}postings/new/",
            {"posted_at": "2026-05-31T12:00", "words": "案内", "approver": person.pk},
        )
        page = text(client.get(base))
        for each in ("投稿 係", "@nise", "案内"):
            assert each in page
        client.post(f"/suppliers/lookalikes/{Lookalike.objects.get().pk}/", {"outcome": "通報した"})
        client.post(f"/suppliers/operators/{SocialOperator.objects.get().pk}/end/")
        client.post(f"{base}close/", {"closed_on": "2026-06-01", "how": "退会"})
        page = text(client.get(base))
        assert "通報した" in page
        assert "退会" in page

    def test_ones_own_post_is_not_approved_by_oneself(self, client, row, by):
        form = {"posted_at": "2026-05-31T12:00", "words": "案内", "approver": by.pk}
        answer = client.post(f"/suppliers/social/{row.pk}/postings/new/", form)
        assert "自分で承認" in text(answer, 422)
        assert not Posting.objects.exists()

    def test_an_archive_is_taken_in_and_shown_as_unapproved(self, client, row):
        file = SimpleUploadedFile("a.csv", "日時,内容\r\n2026-05-31 12:00,催し".encode())
        client.post(f"/suppliers/social/{row.pk}/archive/", {"file": file})
        assert "承認の記録がない" in text(client.get(f"/suppliers/social/{row.pk}/"))

    def test_who_keeps_contracts_only_does_not_keep_accounts(self, row):
        other = client_for(make_person(roles=("manager",)))
        assert other.get(f"/suppliers/social/{row.pk}/").status_code == 200
        assert other.post(f"/suppliers/social/{row.pk}/guard/", {}).status_code == 403


def test_nobody_else_changes_anything(by):
    one, row = served(by), tweeting(by)
    (fake,) = actions.watch(account=row, lookalikes="@nise", by=by, at=AT)
    seat = actions.name_operator(account=row, person=by, by=by, at=AT)
    client = client_for(make_person(roles=("officer",)))
    posts = [
        "services/new/",
        *(f"services/{one.pk}/{each}/" for each in ("change", "terms", "end", "erased")),
        "social/new/",
        *(
            f"social/{row.pk}/{each}/"
            for each in ("change", "guard", "operators/new", "watch", "postings/new", "archive",
                         "close")
        ),
        f"lookalikes/{fake.pk}/",
        f"operators/{seat.pk}/end/",
    ]  # fmt: skip
    for each in posts:
        assert client.post(f"/suppliers/{each}", {}).status_code == 403, each
    for each in ("services/", f"services/{one.pk}/", "social/", f"social/{row.pk}/"):
        assert client.get(f"/suppliers/{each}").status_code == 200
        assert client_for(make_person()).get(f"/suppliers/{each}").status_code == 403


def test_the_queries_of_the_pages_do_not_grow(client, by):
    one, row = served(by), tweeting(by)

    def fill(number):
        permitted(served(by))
        tweeting(by)
        posted(row, by, f"発信 {number}")
        actions.watch(account=row, lookalikes=f"@nise{number}", by=by, at=AT)
        actions.name_operator(account=row, person=make_person(), by=by, at=AT)

    fill(0)
    pages = [
        "/suppliers/services/",
        f"/suppliers/services/{one.pk}/",
        "/suppliers/social/",
        f"/suppliers/social/{row.pk}/",
    ]
    few = [_cost(client, each) for each in pages]
    for number in range(1, 3):
        fill(number)
    assert [_cost(client, each) for each in pages] == few


def _cost(client, path):
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)
