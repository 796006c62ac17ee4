"""The register of assets as a table: columns, what they can name, rows, how it is written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.catalogue import load
from sekisho.web.assets import access, places
from sekisho.web.assets.actions.entry import searched
from sekisho.web.assets.actions.taking_in import take_in
from sekisho.web.assets.agreement import TABLES
from sekisho.web.assets.filtering import narrowed
from sekisho.web.assets.grading import ASPECTS, Aspect, Schemes, chosen, schemes_for
from sekisho.web.assets.labelling import mark_of_grade
from sekisho.web.assets.models import Asset
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.own_columns import OwnColumns
from sekisho.web.organization.models import Post, Unit
from sekisho.web.registers import (
    Change,
    Choice,
    Column,
    Kind,
    Options,
    Outgoing,
    Reader,
    Register,
    Row,
    Source,
)

_FIELDS = (
    "number",
    "sort",
    "name",
    "unit",
    "post",
    "zone",
    "area",
    "place",
    "confidentiality",
    "integrity",
    "availability",
    "personal_number",
    "subjects",
    "retention",
    "retained_until",
    "copies",
    "note",
    "covered",
    "reason",
    "confirmed_at",
    "confirmed_by__name",
    "own",
    "pk",
)
_NUMBERS = (
    Choice("none", gettext_noop("なし")),
    Choice("use", gettext_noop("利用事務"), (gettext_noop("利用"),)),
    Choice("relation", gettext_noop("関係事務"), (gettext_noop("関係"),)),
)


def _sorts() -> tuple[Choice, ...]:
    return tuple(Choice(sort.id, sort.title.ja, (sort.id,)) for sort in load().asset_sorts.values())


COLUMNS = (
    Column("number", gettext_noop("管理番号"), required=True, unique=True, longest=40),
    Column("sort", gettext_noop("種類"), Kind.CHOICE, required=True, choices=_sorts()),
    Column("name", gettext_noop("名称"), required=True, others=(gettext_noop("情報資産の名称"),)),
    Column("unit", gettext_noop("管理する所属"), Kind.REFERENCE, required=True, options="units"),
    Column("post", gettext_noop("管理者の職"), Kind.REFERENCE, options="posts"),
    Column("zone", gettext_noop("領域"), Kind.REFERENCE, options="zones"),
    Column("area", gettext_noop("置き場所（管理区域）"), Kind.REFERENCE, options="areas"),
    Column("place", gettext_noop("置き場所の詳細")),
    Column("confidentiality", gettext_noop("機密性"), Kind.REFERENCE, options="confidentiality"),
    Column("integrity", gettext_noop("完全性"), Kind.REFERENCE, options="integrity"),
    Column("availability", gettext_noop("可用性"), Kind.REFERENCE, options="availability"),
    Column("personal_number", gettext_noop("個人番号の事務"), Kind.CHOICE, choices=_NUMBERS),
    Column("subjects", gettext_noop("本人の数"), Kind.NUMBER),
    Column("retention", gettext_noop("保存期間"), longest=60),
    Column("retained_until", gettext_noop("保存期間の満了日"), Kind.DAY),
    Column("copies", gettext_noop("複製のある場所"), longest=300),
    Column("note", gettext_noop("備考"), longest=500),
    Column("related", gettext_noop("関係する資産"), only_out=True),
    Column("covered", gettext_noop("適用範囲"), Kind.FLAG, only_out=True),
    Column("reason", gettext_noop("範囲外とする理由"), only_out=True),
    Column("confirmed_at", gettext_noop("確認日"), Kind.DAY, only_out=True),
    Column("confirmed_by", gettext_noop("確認者"), only_out=True),
)


def rows(reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as the registers room asks
    """Return the assets the reader may know of, in order; three queries."""
    found = narrowed(access.visible_to(reader.rights), reader.asked, reader.rights)
    if reader.wanted is not None:
        found = found.filter(number__in=reader.wanted)
    if locked:
        list(found.select_for_update(of=("self",)).values_list("pk"))
    related = _related(reader.rights)
    return [_row(dict(zip(_FIELDS, each, strict=True)), related) for each in _read(found)]


def _read(found: Any) -> Iterable[tuple[Any, ...]]:
    values: Iterable[tuple[Any, ...]] = found.values_list(*_FIELDS)
    return values


def _row(values: dict[str, Any], related: Mapping[int, list[str]]) -> Row:
    own = values.pop("own")
    pk = values.pop("pk")
    values["related"] = "、".join(sorted(related.get(pk, ())))
    values["confirmed_by"] = values.pop("confirmed_by__name")
    values["confirmed_at"] = timezone.localdate(values["confirmed_at"])
    for name in ("area", *ASPECTS):
        values[name] = values[name] or None
    return Row(values, own)


def _related(rights: frozenset[str]) -> dict[int, list[str]]:
    """Return by asset the numbers of those related to it that the reader may know of."""
    found: dict[int, list[str]] = {}
    pairs = access.visible_relations(rights).order_by()
    for upper, lower, upper_number, lower_number in pairs.values_list(
        "upper", "lower", "upper__number", "lower__number"
    ):
        found.setdefault(upper, []).append(lower_number)
        found.setdefault(lower, []).append(upper_number)
    return found


def options(reader: Reader) -> Mapping[str, Options]:
    """Return what the references can name for this reader; four queries."""
    schemes, hidden = chosen(), access.hidden_grades(reader.rights)
    return {
        "units": Options(_units()),
        "posts": Options(_posts()),
        "zones": Options(
            tuple(
                Choice(zone.pk, zone.label, (zone.key, *_other_names(zone.key)))
                for zone in access.zones_for(reader.rights)
            )
        ),
        "areas": Options(tuple(Choice(each.reference, each.label) for each in places.areas())),
        **{aspect: Options(_grades(schemes, aspect, hidden)) for aspect in ASPECTS},
    }


def _other_names(zone: str) -> tuple[str, ...]:
    known = load().zones.get(zone)
    return (known.title.ja, *known.aliases) if known else ()


def _units() -> tuple[Choice, ...]:
    """Return units by name; where two share one, by their unit above as well."""
    units = list(Unit.objects.select_related("parent"))
    names = [unit.name for unit in units]
    return tuple(
        Choice(unit.pk, unit.name, (_path(unit),))
        if names.count(unit.name) == 1
        else Choice(unit.pk, _path(unit))
        for unit in units
    )


def _path(unit: Unit) -> str:
    return f"{unit.parent.name}／{unit.name}" if unit.parent else unit.name


def _posts() -> tuple[Choice, ...]:
    posts = Post.objects.select_related("unit")
    return tuple(Choice(post.pk, f"{post.unit.name} {post.title}", (post.title,)) for post in posts)


def _grades(schemes: Schemes, aspect: Aspect, hidden: frozenset[str]) -> tuple[Choice, ...]:
    """Return the grades of the chosen scheme, then those of others that rows may still carry."""
    own = schemes.by_aspect[aspect].levels
    known = {level.id for level in own}
    old = [
        level for scheme in schemes_for(aspect) for level in scheme.levels if level.id not in known
    ]
    shown = {level.id: level for level in (*old, *own)}
    ordered = [*own, *(shown[level.id] for level in old)]
    return tuple(
        Choice(level.id, level.title.ja, (level.id,))
        for level in dict.fromkeys(ordered)
        if aspect != "confidentiality" or level.id not in hidden
    )


def write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    """Make the changes; see `take_in`."""
    take_in(changes=changes, source=source, rights=reader.rights, by=reader.person, at=at)


def outgoing(rows: Sequence[Row]) -> Outgoing:
    """Return what of the register may be handed out; see `leaving_by`."""
    return leaving_by(rows, _grade, _graded)


def leaving_by(
    rows: Sequence[Row],
    grade_of: Callable[[Row], str],
    graded: Callable[[Row], bool] = lambda _row: True,
) -> Outgoing:
    """Return what of rows with a class may be handed out: what one forbids to copy stays here.

    The file bears the mark of the gravest class in it; information without one counts as gravest.
    """
    schemes = chosen()
    grades = {grade_of(row) for row in rows if graded(row)}
    kept = {grade for grade in grades if _may_copy(grade, schemes)}
    leaving = [row for row in rows if not graded(row) or grade_of(row) in kept]
    gravest = max(kept, key=lambda grade: _gravity(grade, schemes), default=None)
    mark = "" if gravest is None else mark_of_grade(gravest, schemes)
    if len(leaving) < len(rows):
        words = _("複製禁止の区分の{number}件を除く").format(number=len(rows) - len(leaving))
        mark = f"{mark}　{words}".strip()
    return Outgoing(leaving, mark)


def _graded(row: Row) -> bool:
    """Whether the class of a row counts: information has one even when nobody chose it."""
    sort = load().asset_sorts.get(str(row.values["sort"]))
    return bool(row.values["confidentiality"]) or (sort is not None and sort.kind == "information")


def _grade(row: Row) -> str:
    return str(row.values["confidentiality"] or "")


def _may_copy(grade: str, schemes: Schemes) -> bool:
    return all(rule.allowed != "no" for rule in schemes.handling(grade) if rule.act == "copy")


def _gravity(grade: str, schemes: Schemes) -> tuple[bool, int]:
    """Return how grave a class is; one the chosen scheme does not know is the gravest."""
    return schemes.level("confidentiality", grade) is None, schemes.rank("confidentiality", grade)


def _search_again(row: Asset) -> None:
    row.search = searched(row)


ASSETS = Register(
    id="assets",
    title=gettext_noop("情報資産の登録簿"),
    columns=COLUMNS,
    key="number",
    look=(access.LOOK, access.MANAGE),
    keep=(access.MANAGE,),
    rows=rows,
    write=write,
    options=options,
    taken=lambda reader: access.hidden_numbers(reader.rights),
    count=lambda reader: access.visible_to(reader.rights).count(),
    outgoing=outgoing,
    handed_out=evidence.seal_handed_out,
    rewrite=OwnColumns(
        rows=lambda: Asset.objects.select_related("zone"),
        visible=lambda reader: access.visible_to(reader.rights),
        tables=TABLES,
        kind="asset.own",
        subject=lambda row: f"asset:{row.pk}",
        facts=lambda row: {"zone": row.zone.key if row.zone else None},
        touch=_search_again,
        with_own=("own", "search"),
    ).rewrite,
)
