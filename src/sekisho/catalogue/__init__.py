"""The catalogue: topics, threats, controls, checks, roles and grades as data, in two languages."""

from sekisho.catalogue.catalogue import Catalogue
from sekisho.catalogue.classification import (
    AssetKind,
    ClassificationLevel,
    ClassificationScheme,
)
from sekisho.catalogue.errors import CatalogueError
from sekisho.catalogue.load import load, read_catalogue
from sekisho.catalogue.model import (
    Chapter,
    CheckSpec,
    Control,
    Reference,
    StandardEdition,
    Term,
    Text,
    Threat,
    ThreatFamily,
    Topic,
    Zone,
)
from sekisho.catalogue.people import PERMISSIONS, Relation, Role, StaffCategory
from sekisho.catalogue.permits import PermitKind
from sekisho.catalogue.routes import Route, Routing, Stage
from sekisho.catalogue.samples import SAMPLES, sample
from sekisho.catalogue.terminals import (
    Measure,
    Question,
    TerminalRules,
    ZoneRule,
    load_terminal_rules,
)

__all__ = [
    "PERMISSIONS",
    "SAMPLES",
    "AssetKind",
    "Catalogue",
    "CatalogueError",
    "Chapter",
    "CheckSpec",
    "ClassificationLevel",
    "ClassificationScheme",
    "Control",
    "Measure",
    "PermitKind",
    "Question",
    "Reference",
    "Relation",
    "Role",
    "Route",
    "Routing",
    "StaffCategory",
    "Stage",
    "StandardEdition",
    "Term",
    "TerminalRules",
    "Text",
    "Threat",
    "ThreatFamily",
    "Topic",
    "Zone",
    "ZoneRule",
    "load",
    "load_terminal_rules",
    "read_catalogue",
    "sample",
]
