"""Applications with their routes and history, permits, absences, and the body's own routes."""

from sekisho.web.approvals.models.absence import Absence, AbsenceQuerySet
from sekisho.web.approvals.models.application import (
    Application,
    ApplicationQuerySet,
    DecisionSeries,
)
from sekisho.web.approvals.models.permit import (
    DeviceRemoval,
    Permit,
    PermitQuerySet,
    PermitRequest,
    PermitSubject,
)
from sekisho.web.approvals.models.route import BodyRoute
from sekisho.web.approvals.models.seat import Seat, SeatQuerySet, Step

__all__ = [
    "Absence",
    "AbsenceQuerySet",
    "Application",
    "ApplicationQuerySet",
    "BodyRoute",
    "DecisionSeries",
    "DeviceRemoval",
    "Permit",
    "PermitQuerySet",
    "PermitRequest",
    "PermitSubject",
    "Seat",
    "SeatQuerySet",
    "Step",
]
