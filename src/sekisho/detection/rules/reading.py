"""Sigma rules read by pySigma: each is a rule we evaluate, or refused with its reason by name.

Nothing is skipped silently: a file that is no rule, a modifier nobody knows, a correlation, a log
source without events here are all told, with the file they stand in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule
from yaml import YAMLError

from sekisho.detection.rules.naming import Events, events_of

_LEVEL = "medium"  # of a rule that names none


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule to evaluate."""

    id: str
    title: str
    level: str
    file: str
    events: Events
    sigma: SigmaRule


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule, or a file, that is not evaluated, and why."""

    file: str
    title: str
    reason: str


def read_rules(untrusted_texts: Mapping[str, str]) -> tuple[tuple[Rule, ...], tuple[Refused, ...]]:
    """Return the rules of files by name, and what is refused."""
    rules: list[Rule] = []
    refused: list[Refused] = []
    for name, text in untrusted_texts.items():
        for each in _of_file(name, text):
            (rules if isinstance(each, Rule) else refused).append(each)  # type: ignore[arg-type]
    return tuple(rules), tuple(refused)


def _of_file(name: str, text: str) -> Iterable[Rule | Refused]:
    try:
        found = SigmaCollection.from_yaml(text, collect_errors=True)
    except (SigmaError, YAMLError, ValueError, TypeError, AttributeError, RecursionError) as error:
        return [
            Refused(name, "", f"規則として読めません: {type(error).__name__}: {str(error)[:200]}")
        ]
    own = {id(error) for rule in found.rules for error in rule.errors}  # told with their rule
    told = [Refused(name, "", str(error)[:300]) for error in found.errors if id(error) not in own]
    whole = [_one(name, rule) for rule in found.rules]
    return told + whole or [Refused(name, "", "規則がありません。")]


def _one(name: str, rule: object) -> Rule | Refused:
    if not isinstance(rule, SigmaRule):
        return Refused(name, str(getattr(rule, "title", "")), "相関の規則は、まだ調べられません。")
    title = str(rule.title)
    if rule.errors:
        return Refused(name, title, "; ".join(str(error) for error in rule.errors)[:300])
    source = rule.logsource
    events = events_of(source.category, source.product, source.service)
    if events is None:
        return Refused(name, title, f"記録元がありません: {_written(rule)}")
    level = rule.level.name.lower() if rule.level is not None else _LEVEL
    return Rule(str(rule.id or name), title, level, name, events, rule)


def _written(rule: SigmaRule) -> str:
    source = rule.logsource
    parts = {"category": source.category, "product": source.product, "service": source.service}
    return ", ".join(f"{word}={value}" for word, value in parts.items() if value)
