"""Every sample there is, module by module."""

import importlib
import pkgutil

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


def options_for(sample: samples.Sample) -> Options:
    """Return the options under which a sample's construct may not cross."""
    return Options(hidden_text=sample.vector not in _BY_POLICY)
