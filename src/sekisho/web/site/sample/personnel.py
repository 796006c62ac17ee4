"""The move of people next April, as it is being prepared in the sample: not all is decided yet."""

from datetime import datetime, timedelta

from django.utils import timezone

from sekisho.web.organization.models import Person
from sekisho.web.personnel import actions
from sekisho.web.personnel.models import Line
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
