"""People as a file of a register names them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.registers import Choice, Options


def people_options(on: date, *, standing: Iterable[int] | QuerySet[Any, Any] = ()) -> Options:
    """Return whom a row can name: who is present that day, by name; one query.

    Of two with one name each is called with the unit, and with the number if that is one too; the
    staff number and the name with the unit are understood of everybody. Those whose rows are in
    `standing` and who are not present stay where they stand and can be chosen no more; somebody
    erased stands there without a name.
    """
    here = Person.objects.present(on)
    rows = Person.objects.filter(Q(pk__in=here.order_by()) | Q(pk__in=standing))
    people = list(rows.select_related("unit"))
    names = Counter(each.name for each in people)
    longer = Counter(_with_unit(each) for each in people)
    return Options(
        tuple(
            Choice(each.pk, _label(each, names, longer), _words(each), not each.is_present(on))
            for each in people
        )
    )


def _label(row: Person, names: Counter[str], longer: Counter[str]) -> str:
    if row.erased_at is not None:
        return _("（消去済み）")
    if names[row.name] == 1:
        return row.name
    if longer[_with_unit(row)] == 1 or not row.number:
        return _with_unit(row)
    return f"{_with_unit(row)}{row.number}"


def _words(row: Person) -> tuple[str, ...]:
    return tuple(each for each in (row.number, row.name, _with_unit(row)) if each)


def _with_unit(row: Person) -> str:
    return f"{row.name}（{row.unit.name}）"
