"""Reads roles, staff, kinds of assets and classification schemes from their entries."""

from sekisho.catalogue.classification import (
    AssetKind,
    AssetSort,
    ClassificationLevel,
    ClassificationScheme,
)
from sekisho.catalogue.entry import Entry
from sekisho.catalogue.people import PERMISSIONS, Relation, Role, StaffCategory


def role(entry: Entry) -> Role:
    """Read one security role; an unknown permission is an error."""
    found = Role(
        id=entry.word("id"),
        title=entry.text("title"),
        duties=entry.text("duties"),
        permissions=entry.words("permissions"),
        mandatory=entry.flag("mandatory"),
        second_factor=entry.flag("second_factor"),
        conflicts=entry.words("conflicts", optional=True),
        typical_post=entry.text("typical_post"),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )
    for permission in found.permissions:
        if permission not in PERMISSIONS:
            raise entry.error(f"unknown permission {permission!r}")
    return found


def staff_category(entry: Entry) -> StaffCategory:
    """Read one kind of staff."""
    return StaffCategory(entry.word("id"), entry.text("title"), entry.flag("in_pledge"))


def relation(entry: Entry) -> Relation:
    """Read one relation to the body."""
    return Relation(
        id=entry.word("id"),
        title=entry.text("title"),
        in_scope=entry.flag("in_scope"),
        categories=entry.words("categories", optional=True),
    )


def asset_kind(entry: Entry) -> AssetKind:
    """Read one kind of information assets."""
    return AssetKind(
        entry.word("id"), entry.number("number"), entry.text("title"), entry.text("examples")
    )


def scheme(entry: Entry) -> ClassificationScheme:
    """Read one classification scheme; its levels must fall in rank."""
    levels = []
    for each in entry.entries("levels"):
        levels.append(_level(each))
        each.done()
    ranks = [level.rank for level in levels]
    if len(ranks) < 2 or ranks != sorted(set(ranks), reverse=True):  # noqa: PLR2004 - one grade grades nothing
        raise entry.error("needs two or more levels, from the highest rank to the lowest")
    return ClassificationScheme(
        id=entry.word("id"),
        aspect=entry.one_of(
            "aspect", ("confidentiality", "integrity", "availability", "importance")
        ),
        title=entry.text("title"),
        edition=entry.word("edition"),
        default=entry.flag("default"),
        levels=tuple(levels),
    )


def asset_sort(entry: Entry) -> AssetSort:
    """Read one sort of assets."""
    return AssetSort(entry.word("id"), entry.word("kind"), entry.flag("zone"), entry.text("title"))


def _level(entry: Entry) -> ClassificationLevel:
    return ClassificationLevel(
        id=entry.word("id"),
        rank=entry.number("rank"),
        title=entry.text("title"),
        meaning=entry.text("meaning"),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
        handling=entry.word("handling") if entry.has("handling") else "",
        clearance=_clearance(entry),
    )


def _clearance(entry: Entry) -> str:
    if not entry.has("clearance"):
        return ""
    return entry.one_of("clearance", PERMISSIONS)
