"""The values of the catalogue: what a policy can ask for, and what answers it.

Everything is frozen; collections are tuples. Ids are stable: other rooms store them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal["required", "recommended"]
Mode = Literal["automatic", "attested"]
Where = Literal["demand", "heading", "whole"]
Standard = Literal["mic", "iso27001", "nist-csf"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Japanese and in English; neither is empty."""

    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One of the nine chapters of a 対策基準, by number 1 to 9."""

    id: str
    number: int
    title: Text


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the network that is kept apart from the others."""

    id: str
    title: Text
    aliases: tuple[str, ...]  # other names policies use for it


@dataclass(frozen=True, slots=True)
class ThreatFamily:
    """A cause of harm: one numbered item of the policy's article on threats."""

    id: str
    number: int
    title: Text


@dataclass(frozen=True, slots=True)
class Threat:
    """One named threat of a family (`family` is its id)."""

    id: str
    family: str
    title: Text


@dataclass(frozen=True, slots=True)
class Term:
    """Words by which a topic is recognised.

    Every group of `all_of` must be found (a group is found when one of its alternatives is),
    and no word of `none_of`. `where` says in what: `demand` is the heading, or one sentence
    without its purposes, grounds and acting persons; `whole` the sentence as it stands; `heading`
    the heading alone, and only where no other term of any topic is found in the clause.
    """

    all_of: tuple[tuple[str, ...], ...]
    none_of: tuple[str, ...] = ()
    where: Where = "demand"


@dataclass(frozen=True, slots=True)
class Topic:
    """A thing a clause can demand. `chapter` is a chapter's id."""

    id: str
    chapter: str
    title: Text
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """How a control is known to hold, and for how many days one answer counts.

    `guidance` tells the attesting person what to look at and which file to attach; for an
    automatic check it says what the system reads.
    """

    id: str
    mode: Mode
    title: Text
    period_days: int
    guidance: Text


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in a published standard: edition as published (`R7.3`, `2022`, `2.0`) and number."""

    standard: Standard
    edition: str
    number: str


@dataclass(frozen=True, slots=True)
class Control:
    """A measure. The id lists point to entries of the same catalogue.

    `role` is the role that answers for it. `zones` are the zones in which it must hold.
    """

    id: str
    chapter: str
    title: Text
    statement: Text
    topics: tuple[str, ...]
    threats: tuple[str, ...]
    zones: tuple[str, ...]
    level: Level
    role: str
    checks: tuple[CheckSpec, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class StandardEdition:
    """A standard the controls refer to, with every number that exists in that edition.

    `confirmed` is False for facts taken from background knowledge and not read in the original.
    """

    id: Standard
    edition: str
    published: date  # the month it came out, by its first day
    title: Text
    numbers: tuple[str, ...]
    source: str
    confirmed: bool
