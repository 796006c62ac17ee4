"""The documents of the fictional body 朝霧市職員共済組合, for demonstrations and tests."""

from sekisho.catalogue.errors import CatalogueError
from sekisho.catalogue.files import data_folder

SAMPLES = (
    "basic-policy.md",
    "standard.md",
    "procedure.md",
    "organization.yaml",
    "permits.yaml",
    "terminals.yaml",
    "systems.yaml",
    "zones.yaml",
    "crossings.yaml",
    "border-router.txt",
    "core-switch.txt",
)
"""Three documents, units, people, assets, permits, terminals, systems, zones, mail, devices."""


def sample(name: str) -> bytes:
    """Return the bytes (UTF-8) of one of SAMPLES; any other name is a CatalogueError."""
    if name not in SAMPLES:
        raise CatalogueError("sample", name, f"is not one of {', '.join(SAMPLES)}")
    return (data_folder() / "sample" / name).read_bytes()
