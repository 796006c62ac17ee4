"""Every sample there is, module by module."""

import importlib
import os
import pkgutil
import random

from tests.engines.sanitize import samples

from sekisho.sanitize import Options

MODULES = [
    importlib.import_module(f"{samples.__name__}.{found.name}")
    for found in pkgutil.iter_modules(samples.__path__)
]
# Those LibreOffice opens are kept apart: each would start it.
OLD_OFFICE = [sample for module in MODULES for sample in getattr(module, "OLD_OFFICE", ())]
DIRECT = [sample for module in MODULES for sample in getattr(module, "SAMPLES", ())]
SAMPLES = [*DIRECT, *OLD_OFFICE]

# Hidden words and slides stay, and are named, unless the body decides otherwise: judged under that.
_BY_POLICY = {"pdf.hidden-text", "ooxml.hidden-slide"}

FULL = os.environ.get("SEKISHO_TEST_PROFILE") == "full"


def some(found: list[samples.Sample], each: int = 1) -> list[samples.Sample]:
    """Return `each` samples of every vector, the same in every quick run; all in a full one."""
    if FULL:
        return found
    kept: dict[str, list[samples.Sample]] = {}
    for sample in random.Random(20261130).sample(found, len(found)):
        kept.setdefault(sample.vector, []).append(sample)
    chosen = {id(sample) for row in kept.values() for sample in row[:each]}
    return [sample for sample in found if id(sample) in chosen]


def options_for(sample: samples.Sample) -> Options:
    """Return the options under which a sample's construct may not cross."""
    return Options(hidden_text=sample.vector not in _BY_POLICY)
