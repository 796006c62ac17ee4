"""The sample organisation as written in the catalogue's data."""

from dataclasses import dataclass
from typing import Any

import yaml

from sekisho.catalogue import sample


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """One line of `people`."""

    name: str
    furigana: str
    category: str
    unit: str
    post: str
    username: str  # empty: no account
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleAsset:
    """One line of `assets`; what is empty is the empty text."""

    number: str
    sort: str
    name: str
    zone: str
    unit: str
    post: str
    confidentiality: str
    integrity: str
    availability: str
    personal_number: str
    subjects: str
    retention: str
    copies: str
    place: str


@dataclass(frozen=True, slots=True)
class SampleBody:
    """The whole file."""

    name: str
    domain: str
    units: tuple[tuple[str, str], ...]  # name, parent's name or empty; parents come first
    people: tuple[SamplePerson, ...]
    outside_scope: frozenset[str]  # usernames left out of the scope register
    assets: tuple["SampleAsset", ...]
    relations: tuple[tuple[str, str, tuple[str, ...]], ...]  # upper, kind, lower ones


def read_body() -> SampleBody:
    """Read the sample organisation."""
    raw: dict[str, Any] = yaml.safe_load(sample("organization.yaml"))
    return SampleBody(
        name=raw["body"],
        domain=raw["domain"],
        units=tuple((each["name"], each.get("parent", "")) for each in raw["units"]),
        people=tuple(_person(*each) for each in raw["people"]),
        outside_scope=frozenset(raw["outside_scope_register"]),
        assets=tuple(SampleAsset(*map(_cell, each)) for each in raw["assets"]),
        relations=tuple((upper, kind, tuple(low)) for upper, kind, low in raw["relations"]),
    )


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _person(*columns: Any) -> SamplePerson:
    name, furigana, category, unit, post, username, roles = columns
    return SamplePerson(name, furigana, category, unit, post, username, tuple(roles))
