"""The move of people next April, as it is being prepared in the sample: not all is decided yet."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from sekisho.web.organization.models import Person
from sekisho.web.personnel import actions
from sekisho.web.personnel.comparing import Listed
from sekisho.web.personnel.models import Line, Reading
from sekisho.web.ui.dates import fiscal_year_end

People = dict[str, Person]


def prepare_spring(people: People, *, by: Person, at: datetime) -> None:
    """Enter who retires, moves and comes; of the head of 給付課 everything is decided already."""
    on = fiscal_year_end(timezone.localdate(at)) + timedelta(days=1)
    move = actions.draw_move(title="4月1日付け人事異動", on=on, by=by, at=at)

    def put(entry: actions.Entry) -> Line:
        return actions.put_line(move=move, entry=entry, by=by, at=at)

    heir, old, place = people["hamada"], people["ishiguro"], people["tsuchiya"]
    put(actions.Entry(Line.Kind.CHANGE, heir, unit=old.unit, post=old.post,
                      successor=people["ozaki"]))  # fmt: skip
    leaving = put(actions.Entry(Line.Kind.LEAVE, old, successor=heir))
    put(actions.Entry(Line.Kind.LEAVE, place, successor=people["kawahara"]))
    put(actions.Entry(Line.Kind.JOIN, number="K0101", name="柏木 遥", furigana="カシワギ ハルカ",
                      category="regular", unit=place.unit))  # fmt: skip
    actions.hand_all(line=leaving, by=by, at=at)
    _compare(people, by, at)


def _compare(people: People, by: Person, at: datetime) -> None:
    """Compare with the list of the personnel section: two differ, and one is in no register."""
    listed = [
        Listed(
            each.number, each.name, each.furigana, each.email, each.unit.name,
            each.post.title if each.post else "",
        )
        for each in people.values()
        if each.number and each.is_present(timezone.localdate(at))
    ]  # fmt: skip
    listed[28] = replace(listed[28], furigana="クボタ マイコ")
    listed[30] = replace(listed[30], unit="総務課", post="")
    listed.append(Listed("K0102", "橘 蓮", "タチバナ レン", "", "保健課", "健診推進員"))
    actions.take_list(listed=listed, source=Reading.Source.FILE, by=by, at=at)
