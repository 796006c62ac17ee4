"""What the product fills into the plan: contacts, measures and the order of recovery, as rows.

The call tree itself belongs to another room, and is handed in by site. While nobody keeps one,
the contacts are the holders of the roles of the response, in their order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from sekisho.catalogue import load, load_response_rules
from sekisho.web.assets.access import visible_to
from sekisho.web.assets.grading import chosen
from sekisho.web.organization.models import Person
from sekisho.web.organization.queries import holders
from sekisho.web.ui.words import worded

ROLES = ("contact-point", "csirt-member", "csirt-head", "chief-officer", "deputy-ciso", "ciso")
_LONGEST = 40  # lines of the order of recovery


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to be told, in the order they are told; `way`: how they are reached."""

    role: str
    name: str
    unit: str
    way: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the plan: numbers and systems they may not know of are not filled in for them."""

    person: Person
    roles: frozenset[str]
    rights: frozenset[str]


class CallTree(Protocol):
    """A contact tree somebody keeps: who tells whom, and how each is reached."""

    def contacts(self, on: date, reader: Reader) -> Iterable[Contact]:
        """Return the contacts in the order they are told; nobody: no tree is kept."""
        ...


@dataclass(frozen=True, slots=True)
class Filled:
    """A table of the plan: its heading row and its rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class RolesAsTree:
    """The holders of the roles of the response, from the contact point to the CISO."""

    def contacts(self, on: date, reader: Reader) -> Sequence[Contact]:
        """Return them in the order of the roles; one query."""
        del reader  # addresses are in everybody's list
        known = load().roles
        held = [each for each in holders(on) if each.role in ROLES]
        held.sort(key=lambda each: ROLES.index(each.role))
        return [
            Contact(
                worded(known[each.role].title),
                each.person.name,
                each.person.unit.name,
                each.person.email,
            )
            for each in held
        ]


_tree: list[CallTree] = []


def install(tree: CallTree) -> None:
    """Take the contact tree another room keeps; called by `site` at start-up."""
    _tree[:] = [tree]


def whom_to_tell(on: date, reader: Reader) -> tuple[Contact, ...]:
    """Return the kept tree; while there is none, the holders of the roles."""
    for tree in (*_tree, RolesAsTree()):
        if found := tuple(tree.contacts(on, reader)):
            return found
    return ()


def contacts(on: date, reader: Reader) -> Filled:
    """Return whom to tell, in order."""
    rows = tuple(
        (str(at), each.role, each.name, each.unit, each.way or _("（紙の連絡網を見る）"))
        for at, each in enumerate(whom_to_tell(on, reader), 1)
    )
    return Filled((_("順"), _("役割"), _("氏名"), _("所属"), _("連絡先")), rows)


def measures() -> Filled:
    """Return the measures by kind of incident, the soonest first."""
    rules = load_response_rules()
    rows = tuple(
        (
            "、".join(worded(rules.families[name].title) for name in each.families),
            worded(rules.phases[each.phase].title),
            _("%(hours)s時間以内") % {"hours": each.hours},
            worded(each.words),
        )
        for each in sorted(rules.measures.values(), key=lambda each: each.hours)
    )
    return Filled((_("対象"), _("段階"), _("いつまでに"), _("すること")), rows)


def recovery(reader: Reader) -> Filled:
    """Return the systems in the order they are restored, by grade of availability; two queries.

    Only those the reader may know of: whoever prints the plan prints what they may see.
    """
    schemes = chosen()
    rows = visible_to(reader.rights).filter(covered=True, sort="system")
    rows = rows.select_related("unit", "zone")
    ordered = sorted(
        rows, key=lambda each: (-schemes.rank("availability", each.availability), each.number)
    )
    lines = []
    for at, each in enumerate(ordered[:_LONGEST], 1):
        level = schemes.level("availability", each.availability)
        grade = worded(level.title) if level else _("（区分なし）")
        zone = each.zone.label if each.zone else ""
        lines.append((str(at), each.name, grade, zone, each.unit.name))
    return Filled((_("順"), _("名称"), _("可用性"), _("領域"), _("所属")), tuple(lines))


def filled(computed: str, on: date, reader: Reader) -> Filled | None:
    """Return the table a section asks for; None for one that asks for none."""
    match computed:
        case "contacts":
            return contacts(on, reader)
        case "measures":
            return measures()
        case "recovery":
            return recovery(reader)
        case _:
            return None
