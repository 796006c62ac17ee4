"""Hidden layers: what the document's own settings do not show does not cross."""

from typing import Any

from sekisho.sanitize.rebuild.pdf.copying import Copier
from sekisho.sanitize.rebuild.pdf.lexing import Ref


def hidden_layers(copier: Copier, catalog: dict[str, Any]) -> set[Ref]:
    """Return the layers that are off when the document is opened."""
    source = copier.source
    properties = source.entry(catalog, "OCProperties")
    if not isinstance(properties, dict):
        return set()
    settings = source.entry(properties, "D")
    if not isinstance(settings, dict):
        return set()
    every = set(_references(source.entry(properties, "OCGs")))
    shown, off = (
        _references(source.entry(settings, "ON")),
        _references(source.entry(settings, "OFF")),
    )
    if source.entry(settings, "BaseState") == "OFF":
        return every - set(shown)
    return set(off)


def _references(value: Any) -> list[Ref]:
    return [each for each in value if isinstance(each, Ref)] if isinstance(value, list) else []


def is_hidden(copier: Copier, value: Any) -> bool:
    """Whether what belongs to this layer, or set of layers, is not shown."""
    if isinstance(value, Ref) and value in copier.hidden_layers:
        return True
    found = copier.source.resolve(value)
    if not isinstance(found, dict) or copier.source.resolve(found.get("Type")) != "OCMD":
        return False
    members = found.get("OCGs")
    listed = _references(copier.source.resolve(members)) or _references([members])
    states = [each not in copier.hidden_layers for each in listed]
    policy = copier.source.resolve(found.get("P"))
    if not states:
        return False
    visible = {"AllOn": all(states), "AnyOff": not all(states), "AllOff": not any(states)}
    return not visible.get(str(policy), any(states))
