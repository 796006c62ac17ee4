"""How old what is known of the zones' separation may be, and what the models let cross directly."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.files import data_folder, read_mapping
from sekisho.catalogue.model import Text


@dataclass(frozen=True, slots=True)
class SeparationModel:
    """A model of network separation; `direct` are the pairs of zones it lets meet directly."""

    id: str
    title: Text
    about: Text
    direct: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SeparationRules:
    """The whole file; days count back from the moment of the check."""

    configuration_days: int
    proof_days: int
    probe_days: int
    flow_days: int
    models: Mapping[str, SeparationModel]
    source: str
    confirmed: bool


@cache
def load_separation_rules() -> SeparationRules:
    """Return the rules of this installation; they are read once per process."""
    return separation_rules(read_mapping(data_folder(), "separation.yaml"))


def separation_rules(entry: Entry) -> SeparationRules:
    """Read the file. Raises CatalogueError."""
    models = [_model(each) for each in entry.entries("models")]
    if len({model.id for model in models}) != len(models):
        raise entry.error("a model stands twice")
    found = SeparationRules(
        configuration_days=entry.number("configuration_days"),
        proof_days=entry.number("proof_days"),
        probe_days=entry.number("probe_days"),
        flow_days=entry.number("flow_days"),
        models=MappingProxyType({model.id: model for model in models}),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )
    entry.done()
    return found


def _model(entry: Entry) -> SeparationModel:
    direct = frozenset(_pair(each) for each in entry.entries("direct", optional=True))
    found = SeparationModel(entry.word("id"), entry.text("title"), entry.text("about"), direct)
    entry.done()
    return found


def _pair(entry: Entry) -> tuple[str, str]:
    found = entry.word("from"), entry.word("to")
    entry.done()
    return found
