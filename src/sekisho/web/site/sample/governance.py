"""The committee and the tree of contacts of the sample: one meeting held, one called."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sekisho.web.awareness import actions as awareness
from sekisho.web.governance import actions
from sekisho.web.organization.models import Person
from sekisho.web.ui.dates import fiscal_year_end, local_day

if TYPE_CHECKING:
    from sekisho.web.governance.models import Contact

People = dict[str, Person]
_HELD, _CALLED, _NEXT = timedelta(days=70), timedelta(days=84), timedelta(days=21)
# Who calls whom, from the first; two numbers are of the range kept for fiction.
_TREE = (
    ("morishita", "", "090-0000-0101"), ("okabe", "morishita", "090-0000-0102"),
    ("onishi", "morishita", "090-0000-0103"), ("nagai", "morishita", "090-0000-0104"),
    ("ishiguro", "nagai", "090-0000-0105"), ("tsuchiya", "nagai", "090-0000-0106"),
    ("tomita", "nagai", "090-0000-0107"), ("shinohara", "onishi", "090-0000-0108"),
    ("hayakawa", "okabe", "090-0000-0109"),
)  # fmt: skip


def make_governance(people: People, *, at: datetime) -> None:
    """Hold a meeting ten weeks ago with two decisions, call the next, and draw the tree."""
    by = people["nagai"]
    row = actions.call_meeting(
        title="第1回情報セキュリティ委員会", when=at - _HELD, place="本館3階 大会議室",
        agenda="1 昨年度の実施状況について\n2 今年度の改善計画について",
        by=by, at=at - _CALLED,
    )  # fmt: skip
    members = [each.person for each in row.attendances.select_related("person")]
    absent = people["tomita"]
    actions.close_meeting(
        meeting=row, present=[each for each in members if each != absent],
        deputies={absent: people["nishida"]},
        minutes="昨年度の点検結果と改善計画を審議し、原案のとおり了承した。\n媒体の貸出しについて意見があった。",
        decided=[
            actions.Decided("今年度の改善計画を了承する。"),
            actions.Decided("媒体の貸出簿を一つにまとめる。", people["nagai"],
                            fiscal_year_end(local_day(at))),
        ],
        by=by, at=at - _HELD + timedelta(hours=2),
    )  # fmt: skip
    actions.call_meeting(
        title="第2回情報セキュリティ委員会", when=at + _NEXT, place="本館3階 大会議室",
        agenda="1 自己点検の結果について\n2 来年度の予算について", by=by, at=at,
    )  # fmt: skip
    _draw_tree(people, by, at)
    _publish(people, by, at)


def _publish(people: People, by: Person, at: datetime) -> None:
    """Hang two bulletins up; most have opened the first."""
    today = local_day(at)
    first = awareness.publish(
        title="年末年始を前に", from_date=today - timedelta(days=20),
        until_date=today + timedelta(days=30), by=by, at=at - timedelta(days=20),
        text="■ 不審なメール\n請求書や荷物の不在通知を装うメールが増えています。\n"
        "添付ファイルを開く前に差出人を確かめてください。\n"
        "■ 長い休みの前に\n端末の電源を切り、持ち出した媒体を返却してください。",
    )  # fmt: skip
    for person in people.values():
        if person.account is not None and person.pk % 7:
            awareness.open_bulletin(bulletin=first, by=person, at=at - timedelta(days=15))
    awareness.publish(
        title="宅配業者を装うSMSに注意", from_date=today, until_date=today + timedelta(days=28),
        text="短い文で急がせ、リンクを開かせようとするSMSが届いています。開かずに、窓口へ知らせてください。",
        by=by, at=at,
    )  # fmt: skip


def _draw_tree(people: People, by: Person, at: datetime) -> None:
    there: dict[str, Contact] = {}
    for name, above, number in _TREE:
        there[name] = actions.enter_contact(
            person=people[name], number=number, above=there.get(above), by=by, at=at
        )
