"""External services and social-media accounts of the sample."""

from datetime import datetime, timedelta

from sekisho.catalogue import load_suppliers
from sekisho.web.organization.models import Person, Unit
from sekisho.web.suppliers import actions

People = dict[str, Person]
_SERVICES = (  # name, provider, host, unit, administrator, gravity, information, place, law
    ("健診予約サービス", "見本予約社", "yoyaku.example", "保健課", "kubota", "internal",
     "予約の日時と組合員番号", "国内（東京・大阪）", "日本法・東京地方裁判所"),
    ("日程調整サービス", "見本調整社", "nittei.example", "総務課", "hiraoka", "open",
     "会議の日程（氏名を含まない）", "国外", "日本法・東京地方裁判所"),
)  # fmt: skip
_ARCHIVE = "日時,内容\r\n{day} 10:00,特定健診の受付を始めました。\r\n"


def make_services(people: People, *, at: datetime) -> None:
    """Enter two services and answer about their terms; a permit is asked for elsewhere."""
    by = people["onishi"]
    for name, provider, host, unit, admin, grade, information, region, law in _SERVICES:
        entry = actions.ServiceEntry(
            name=name, provider=provider, hosts=[host], unit=Unit.objects.get(name=unit),
            administrator=people[admin], grade=grade, information=information, region=region,
            law=law,
        )  # fmt: skip
        row = actions.record_service(entry=entry, by=by, at=at)
        answers = {each.id: "yes" for each in load_suppliers().terms_for(grade)}
        actions.assess_service(service=row, answers=answers, by=by, at=at)


def make_accounts(people: People, *, at: datetime) -> None:
    """Enter an account that is guarded and watched, with a post and one who pretends to be it."""
    by, poster = people["nagai"], people["hiraoka"]
    entry = actions.AccountEntry(
        service="見本SNS", handle="@asagiri_kyosai", url="https://sns.example/asagiri_kyosai",
        unit=Unit.objects.get(name="総務課"), responsible=by, procedure="SNS運用手順（令和8年4月）",
        publishable="健診・催しの案内、窓口の時間。個人情報と未公表の情報は書かない。",
        official_url="https://asagiri-kyosai.example/sns",
    )  # fmt: skip
    row = actions.record_account(entry=entry, by=by, at=at)
    actions.guard_account(account=row, second_factor=True, shared_password=False, by=by, at=at)
    for person in (poster, people["miyake"]):
        actions.name_operator(account=row, person=person, by=by, at=at)
    actions.record_posting(
        account=row, posted_at=at - timedelta(days=2), words="窓口の時間のお知らせ", approver=by,
        by=poster, at=at,
    )  # fmt: skip
    old = (at - timedelta(days=120)).date().isoformat()
    actions.take_archive(account=row, data=_ARCHIVE.format(day=old).encode(), by=poster, at=at)
    (found,) = actions.watch(account=row, lookalikes="@asagiri_kyousai", by=by, at=at)
    actions.settle_lookalike(lookalike=found, outcome="通報し、削除された。", by=by, at=at)
