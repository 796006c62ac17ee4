"""Sigma rules read by pySigma: each is a rule we evaluate, or refused with its reason by name.

Nothing is skipped silently: a file that is no rule, a modifier nobody knows, a correlation of a
kind we do not evaluate, a log source without events here are all told, with the file they stand in.
A correlation names rules of its own file. A rule that is only there to be correlated finds nothing
by itself; where its correlation is refused, it does.
"""

from collections.abc import Iterable, Mapping

from sigma.collection import SigmaCollection
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule
from yaml import YAMLError

from sekisho.detection.rules.correlating import correlation
from sekisho.detection.rules.errors import UnsupportedError
from sekisho.detection.rules.model import Correlation, Refused, Rule
from sekisho.detection.rules.naming import events_of

_LEVEL = "medium"  # of a rule that names none
_Read = tuple[tuple[Rule | Correlation, ...], tuple[Refused, ...]]


def read_rules(untrusted_texts: Mapping[str, str]) -> _Read:
    """Return the rules of files by name, and what is refused."""
    rules: list[Rule | Correlation] = []
    refused: list[Refused] = []
    for name, text in untrusted_texts.items():
        for each in _of_file(name, text):
            if isinstance(each, Refused):
                refused.append(each)
            else:
                rules.append(each)
    return tuple(rules), tuple(refused)


def _of_file(name: str, text: str) -> Iterable[Rule | Correlation | Refused]:
    try:
        found = SigmaCollection.from_yaml(text, collect_errors=True)
    except (SigmaError, YAMLError, ValueError, TypeError, AttributeError, RecursionError) as error:
        return [
            Refused(name, "", f"規則として読めません: {type(error).__name__}: {str(error)[:200]}")
        ]
    own = {id(error) for rule in found.rules for error in rule.errors}  # told with their rule
    told = [Refused(name, "", str(error)[:300]) for error in found.errors if id(error) not in own]
    single = [_one(name, rule) for rule in found.rules if isinstance(rule, SigmaRule)]
    known = _known(each for each in single if isinstance(each, Rule))
    joined = [
        _several(name, rule, known)
        for rule in found.rules
        if isinstance(rule, SigmaCorrelationRule)
    ]
    whole = [*told, *_speaking(single, joined), *joined]
    return whole or [Refused(name, "", "規則がありません。")]


def _known(rules: Iterable[Rule]) -> dict[str, Rule]:
    """Return rules by what a correlation may call them: their name and their id."""
    found: dict[str, Rule] = {}
    for rule in rules:
        for reference in (rule.sigma.name, rule.sigma.id):
            if reference is not None:
                found[str(reference)] = rule
    return found


def _speaking(
    single: Iterable[Rule | Refused], joined: Iterable[Correlation | Refused]
) -> Iterable[Rule | Refused]:
    """Yield the rules that find something by themselves."""
    silent = {
        id(rule)
        for each in joined
        if isinstance(each, Correlation) and not each.sigma.generate
        for rule in each.rules
    }
    return (each for each in single if id(each) not in silent)


def _several(
    name: str, sigma: SigmaCorrelationRule, known: Mapping[str, Rule]
) -> Correlation | Refused:
    title = str(sigma.title)
    if sigma.errors:
        return Refused(name, title, "; ".join(str(error) for error in sigma.errors)[:300])
    try:
        return correlation(name, sigma, known)
    except UnsupportedError as error:
        return Refused(name, title, str(error))


def _one(name: str, rule: SigmaRule) -> Rule | Refused:
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
