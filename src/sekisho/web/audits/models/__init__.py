"""The rows of this room, by what they are about."""

from sekisho.web.audits.models.inspections import Inspection, Sheet, SheetQuerySet

__all__ = ["Inspection", "Sheet", "SheetQuerySet"]
