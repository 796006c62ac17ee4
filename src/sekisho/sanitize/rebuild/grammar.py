"""Loads the allow-lists of XML vocabularies: which elements, which attributes, in which namespace.

A grammar file has lines `namespace URI [ALIAS…]`, then `elements NAME…` and `attributes NAME…`
(repeatable) for that namespace; `plain NAME…` lists attributes without a namespace that elements of
this namespace may carry; `text NAME…` those whose value is free text a person reads; `schema NAME…`
those whose value is the address of a published schema.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Grammar:
    """Names as lxml writes them: `{uri}local`, attributes without namespace as `local`."""

    elements: frozenset[str]
    attributes: frozenset[str]  # with a namespace
    plain: dict[str, frozenset[str]] = field(default_factory=dict)  # namespace → bare attributes
    text: frozenset[str] = frozenset()  # `{uri}name` of the element's namespace for bare ones
    schema: frozenset[str] = frozenset()
    aliases: dict[str, str] = field(default_factory=dict)  # Strict namespace → Transitional
    namespaces: frozenset[str] = frozenset()  # those that have elements here


@cache
def load(*names: str) -> Grammar:
    """Return the grammars `names` (files of `sekisho.sanitize.grammar`) as one."""
    elements: set[str] = set()
    attributes: set[str] = set()
    plain: dict[str, set[str]] = {}
    text: set[str] = set()
    schema: set[str] = set()
    aliases: dict[str, str] = {}
    for name in names:
        uri = ""
        for line in _lines(name):
            word, *rest = line.split()
            if word == "namespace":
                uri, *others = rest
                aliases |= dict.fromkeys(others, uri)
                plain.setdefault(uri, set())
            elif word == "elements":
                elements |= {f"{{{uri}}}{local}" for local in rest}
            elif word == "attributes":
                attributes |= {f"{{{uri}}}{local}" for local in rest}
            elif word == "plain":
                plain[uri] |= set(rest)
            elif word == "text":
                text |= {f"{{{uri}}}{local}" for local in rest}
            elif word == "schema":
                schema |= {f"{{{uri}}}{local}" for local in rest}
            else:
                raise ValueError(f"{name}: {word}")
    return Grammar(
        frozenset(elements),
        frozenset(attributes),
        {uri: frozenset(bare) for uri, bare in plain.items()},
        frozenset(text),
        frozenset(schema),
        aliases,
        frozenset(name[1:].partition("}")[0] for name in elements),
    )


def _lines(name: str) -> list[str]:
    file = resources.files("sekisho.sanitize.grammar").joinpath(f"{name}.txt")
    lines = (
        line.partition("#")[0] if line.startswith("#") else line
        for line in file.read_text("utf-8").splitlines()
    )
    return [line for line in lines if line.strip()]
