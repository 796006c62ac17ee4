"""Monitoring of unlawful traffic: logs read into events of one schema, and judged.

Pure values: bytes in, frozen values out; no clock, no network, no processes. A reader turns one
kind of log into events (`readers/`, one file each); a record nobody understands is kept and
counted. The schema stands in `schema.py` (decision 0021).
"""

from sekisho.detection.errors import DetectionError, LogError, MappingError, NotUnderstoodError
from sekisho.detection.limits import DEFAULT_LIMITS, Limits
from sekisho.detection.readers import READERS, Mapping, Reader
from sekisho.detection.reading import NOT_UNDERSTOOD, Batch, Counts, Delivery, Log, LogSource
from sekisho.detection.schema import COLUMNS, Column, Fields, Type, Value
from sekisho.detection.seen import Seen
from sekisho.detection.showing import shown

__all__ = [
    "COLUMNS",
    "DEFAULT_LIMITS",
    "NOT_UNDERSTOOD",
    "READERS",
    "Batch",
    "Column",
    "Counts",
    "Delivery",
    "DetectionError",
    "Fields",
    "Limits",
    "Log",
    "LogError",
    "LogSource",
    "Mapping",
    "MappingError",
    "NotUnderstoodError",
    "Reader",
    "Seen",
    "Type",
    "Value",
    "shown",
]
