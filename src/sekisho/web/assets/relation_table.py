"""How assets hang together, as a table that goes out and comes back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from sekisho.web.assets import access
from sekisho.web.assets.actions.taking_in_relations import REMOVED, take_in_relations
from sekisho.web.assets.models import Relation
from sekisho.web.evidence import actions as evidence
from sekisho.web.registers import (
    Change,
    Choice,
    Column,
    Kind,
    Options,
    Reader,
    Register,
    Row,
    Source,
)

_ENDS = ("upper", "lower")


def _kinds() -> tuple[Choice, ...]:
    with override("ja"):  # files are Japanese whatever the reader's language
        kinds = [Choice(str(kind), str(kind.label)) for kind in Relation.Kind]
    return (*kinds, Choice(REMOVED, gettext_noop("（結び付きを外す）"), (gettext_noop("外す"),)))


def _end(key: str, heading: str) -> Column:
    return Column(key, heading, Kind.REFERENCE, required=True, options="assets")


COLUMNS = (
    Column("number", gettext_noop("関係の番号"), required=True, unique=True, longest=40),
    Column(
        "upper", gettext_noop("上位の管理番号"), Kind.REFERENCE, required=True, options="assets"
    ),
    Column("upper_name", gettext_noop("上位の名称"), only_out=True),
    Column("kind", gettext_noop("関係"), Kind.CHOICE, required=True, choices=_kinds()),
    Column(
        "lower", gettext_noop("下位の管理番号"), Kind.REFERENCE, required=True, options="assets"
    ),
    Column("lower_name", gettext_noop("下位の名称"), only_out=True),
)


def rows(reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as the registers room asks
    """Return the relations both ends of which the reader may know of; one query, locked two."""
    found = access.visible_relations(reader.rights)
    if reader.wanted is not None:
        found = found.filter(number__in=reader.wanted)
    if locked:
        list(found.select_for_update(of=("self",)).order_by().values_list("pk"))
    names = ("number", "upper", "upper__name", "kind", "lower", "lower__name", "own")
    keys = [column.key for column in COLUMNS]
    return [
        Row(dict(zip(keys, values, strict=True)), own) for *values, own in found.values_list(*names)
    ]


def options(reader: Reader) -> Mapping[str, Options]:
    """Return the assets a cell can name, by number; one query."""
    assets = access.visible_to(reader.rights).order_by("number").values_list("pk", "number")
    return {"assets": Options(tuple(Choice(pk, number) for pk, number in assets))}


def taken(reader: Reader) -> Collection[str]:
    """Return the numbers of relations the reader may not know of: only ever compared."""
    known = access.visible_relations(reader.rights).order_by().values("pk")
    return frozenset(Relation.objects.exclude(pk__in=known).values_list("number", flat=True))


def judge(changes: Sequence[Change], reader: Reader) -> Mapping[str, str]:
    """Say which changes cannot be made: an asset and itself, a pair twice or both ways round."""
    del reader  # what is there counts whoever looks
    standing = _standing(changes)
    found = {}
    for change in changes:
        pair = (change.values["upper"], change.values["lower"])
        if reason := _refusal(change, standing):
            found[change.number] = reason
        elif change.values["kind"] != REMOVED:
            standing[pair] = change.number
    return found


def _standing(changes: Sequence[Change]) -> dict[tuple[object, object], str]:
    """Return the pairs there are once what the file takes away is gone; one query."""
    gone = {each.number for each in changes if each.values["kind"] == REMOVED}
    pairs = Relation.objects.order_by().values_list("upper", "lower", "number")
    return {(upper, lower): number for upper, lower, number in pairs if number not in gone}


def _refusal(change: Change, standing: Mapping[tuple[object, object], str]) -> str:
    upper, lower = change.values["upper"], change.values["lower"]
    if change.before is None and change.values["kind"] == REMOVED:
        return _("登録されていない関係は外せません。番号を確かめてください。")
    if change.changed & set(_ENDS) and change.before is not None:
        return _("結び付ける資産は変えられません。外して、新しい番号で登録してください。")
    if upper == lower:
        return _("同じ情報資産どうしは結び付けられません。")
    if (lower, upper) in standing:
        return _("この二つは、逆の向きで既に結び付いています。")
    if standing.get((upper, lower), change.number) != change.number:
        return _("この二つは、別の番号で既に結び付いています。")
    return ""


def write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    """Make the changes; see `take_in_relations`."""
    take_in_relations(changes=changes, source=source, rights=reader.rights, by=reader.person, at=at)


RELATIONS = Register(
    id="relations",
    title=gettext_noop("情報資産の関係"),
    columns=COLUMNS,
    key="number",
    look=(access.LOOK, access.MANAGE),
    keep=(access.MANAGE,),
    rows=rows,
    write=write,
    options=options,
    taken=taken,
    judge=judge,
    count=lambda reader: access.visible_relations(reader.rights).count(),
    handed_out=evidence.seal_handed_out,
)
