"""The catalogue: topics, threats, controls, checks, roles and grades as data, in two languages."""

from sekisho.catalogue.auditing import AuditRules, ChapterAudit, load_audit_rules
from sekisho.catalogue.breaches import (
    BreachCase,
    BreachDuty,
    BreachFact,
    BreachRules,
    load_breach_rules,
    read_breach_rules,
)
from sekisho.catalogue.calendars import (
    ClosedDays,
    HolidayRule,
    load_closed_days,
    read_closed_days,
)
from sekisho.catalogue.catalogue import Catalogue
from sekisho.catalogue.classification import (
    AssetKind,
    AssetSort,
    ClassificationLevel,
    ClassificationScheme,
)
from sekisho.catalogue.corrections import CorrectionRules, load_correction_rules
from sekisho.catalogue.courses import (
    Course,
    CourseSource,
    QuizQuestion,
    load_courses,
    read_courses,
)
from sekisho.catalogue.errors import CatalogueError
from sekisho.catalogue.handling import (
    ACTS,
    Act,
    Answer,
    GradeQuestion,
    HandlingRule,
    HandlingSet,
    Proposal,
    propose,
)
from sekisho.catalogue.inspection import (
    Audience,
    InspectionQuestion,
    InspectionRules,
    load_inspection,
)
from sekisho.catalogue.load import load, read_catalogue
from sekisho.catalogue.marked import Block, Page, Span
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
from sekisho.catalogue.originals import (
    OriginalClass,
    original_classes,
    original_days,
    read_original_days,
)
from sekisho.catalogue.people import PERMISSIONS, Relation, Role, StaffCategory
from sekisho.catalogue.permits import PermitKind
from sekisho.catalogue.premises import (
    DOOR_COLUMNS,
    AreaLevel,
    DisposalMethod,
    DoorFormat,
    Premises,
    Sheet,
    SheetLine,
    Titled,
    load_premises,
    read_premises,
)
from sekisho.catalogue.routes import Route, Routing, Stage
from sekisho.catalogue.samples import SAMPLES, sample
from sekisho.catalogue.separation import SeparationModel, SeparationRules, load_separation_rules
from sekisho.catalogue.suppliers import (
    ContractClause,
    Gravity,
    Suppliers,
    load_suppliers,
    read_suppliers,
)
from sekisho.catalogue.systems import Grade, SystemRules, load_system_rules
from sekisho.catalogue.terminals import (
    Measure,
    Question,
    TerminalRules,
    ZoneRule,
    load_terminal_rules,
)

__all__ = [
    "ACTS",
    "DOOR_COLUMNS",
    "PERMISSIONS",
    "SAMPLES",
    "Act",
    "Answer",
    "AreaLevel",
    "AssetKind",
    "AssetSort",
    "Audience",
    "AuditRules",
    "Block",
    "BreachCase",
    "BreachDuty",
    "BreachFact",
    "BreachRules",
    "Catalogue",
    "CatalogueError",
    "Chapter",
    "ChapterAudit",
    "CheckSpec",
    "ClassificationLevel",
    "ClassificationScheme",
    "ClosedDays",
    "ContractClause",
    "Control",
    "CorrectionRules",
    "Course",
    "CourseSource",
    "DisposalMethod",
    "DoorFormat",
    "Grade",
    "GradeQuestion",
    "Gravity",
    "HandlingRule",
    "HandlingSet",
    "HolidayRule",
    "InspectionQuestion",
    "InspectionRules",
    "Measure",
    "OriginalClass",
    "Page",
    "PermitKind",
    "Premises",
    "Proposal",
    "Question",
    "QuizQuestion",
    "Reference",
    "Relation",
    "Role",
    "Route",
    "Routing",
    "SeparationModel",
    "SeparationRules",
    "Sheet",
    "SheetLine",
    "Span",
    "StaffCategory",
    "Stage",
    "StandardEdition",
    "Suppliers",
    "SystemRules",
    "Term",
    "TerminalRules",
    "Text",
    "Threat",
    "ThreatFamily",
    "Titled",
    "Topic",
    "Zone",
    "ZoneRule",
    "load",
    "load_audit_rules",
    "load_breach_rules",
    "load_closed_days",
    "load_correction_rules",
    "load_courses",
    "load_inspection",
    "load_premises",
    "load_separation_rules",
    "load_suppliers",
    "load_system_rules",
    "load_terminal_rules",
    "original_classes",
    "original_days",
    "propose",
    "read_breach_rules",
    "read_catalogue",
    "read_closed_days",
    "read_courses",
    "read_original_days",
    "read_premises",
    "read_suppliers",
    "sample",
]
