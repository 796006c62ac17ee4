"""Tables (CSV) by a mapping of their headings to columns; headings that are columns need none.

A row is one line: a line break within quotes is not understood, and kept.
"""

import csv
from collections.abc import Sequence

from sekisho.detection.errors import MappingError, NotUnderstoodError
from sekisho.detection.readers.interface import Context, Mapping, Reader, Session
from sekisho.detection.readers.objects import timed
from sekisho.detection.readers.recognising import lines_of
from sekisho.detection.schema import COLUMNS, Fields, Type, Value
from sekisho.detection.times import Stamp, epoch, iso
from sekisho.detection.values import decoded, domain, endpoint, integer, made, text, transport

_ECS = {column.ecs: column.name for column in COLUMNS.values()}
_ENDS = {f"{side}_{what}" for side in ("source", "destination") for what in ("ip", "port")}
_NAMES = frozenset({"dns_question_name", "url_domain", "destination_domain", "source_domain"})
_MORE = frozenset({"time"})  # what a heading may be called beside the columns of the schema
_OURS = frozenset(
    {"ts_us", "received_us", "time_quality", "digest", "duplicate", "event_original", "fields",
     "log_source", "log_delivery", "log_position", "source_ip_key", "destination_ip_key"}
)  # fmt: skip


def column_of(heading: str, mapping: Mapping | None) -> str | None:
    """Return the column a heading stands for: by the mapping, else by its own (or ECS) name."""
    if mapping is not None and heading in mapping.columns:
        return mapping.columns[heading]
    name = heading.strip().lower()
    name = _ECS.get(name, name)
    return name if (name in COLUMNS and name not in _OURS) or name in _MORE else None


def checked(mapping: Mapping) -> None:
    """Raise `MappingError` when the mapping names a column that cannot be filled."""
    wrong = sorted(set(mapping.columns.values()) - (COLUMNS.keys() - _OURS) - _MORE)
    if wrong:
        raise MappingError(f"対応付けの列がありません: {', '.join(wrong)}")
    if len(mapping.delimiter) != 1:
        raise MappingError("区切りは一文字で指定してください。")


class _Session:
    def __init__(self, context: Context) -> None:
        if context.mapping is not None:
            checked(context.mapping)
        self._context = context
        self._headings: list[str] | None = None
        self._delimiter = context.mapping.delimiter if context.mapping else ""

    def read(self, untrusted_unit: bytes) -> Sequence[Fields]:
        """Return the event of a row; the first line names the columns."""
        line = decoded(untrusted_unit).rstrip("\r\n").lstrip("\ufeff")
        if not line.strip():
            return ()
        if self._headings is None:
            self._delimiter = self._delimiter or ("\t" if "\t" in line else ",")
            self._headings = self._cells(line)
            return ()
        cells = self._cells(line)
        if len(cells) != len(self._headings):
            raise NotUnderstoodError("other-columns")
        return (_row(dict(zip(self._headings, cells, strict=True)), self._context),)

    def _cells(self, line: str) -> list[str]:
        try:
            return next(csv.reader([line], delimiter=self._delimiter, strict=True))
        except (csv.Error, StopIteration) as error:
            raise NotUnderstoodError("no-row") from error


def _row(cells: dict[str, str], context: Context) -> Fields:
    mapping = context.mapping
    named: dict[str, str] = {}
    for heading, value in cells.items():
        column = column_of(heading, mapping)
        if column is not None and value != "":
            named.setdefault(column, value)
    stated = (
        " ".join(cells.get(each, "") for each in mapping.time)
        if mapping and mapping.time
        else named.pop("time", None)
    )
    plain = {name: _value(name, value) for name, value in named.items() if name not in _ENDS}
    return {
        **timed(_stamp(stated, context)),
        **endpoint("source", named.get("source_ip"), named.get("source_port")),
        **endpoint("destination", named.get("destination_ip"), named.get("destination_port")),
        **{name: value for name, value in plain.items() if value is not None},
        **(
            transport(named.get("network_iana_number") or named.get("network_transport"))
            if named.keys() & {"network_iana_number", "network_transport"}
            else {}
        ),
        **made(
            event_dataset=mapping.dataset if mapping else named.get("event_dataset", "csv"),
            event_category=named.get("event_category", "network"),
            fields={text(k) or "": text(v) or "" for k, v in cells.items() if v},
        ),
    }


def _stamp(stated: str | None, context: Context) -> Stamp | None:
    since = epoch(stated)
    return iso(stated, context.zone) if since is None else Stamp(since)


def _value(name: str, value: str) -> Value | None:
    if name in _NAMES:
        return domain(value)
    kind = COLUMNS[name].type
    if kind is Type.INTEGER:
        return integer(value)
    if kind is Type.BOOLEAN:
        return value.lower() in {"1", "true", "yes"}
    return text(value)


def _recognises(untrusted_head: bytes) -> float:
    lines = lines_of(untrusted_head)
    if not lines:
        return 0.0
    between = "\t" if "\t" in lines[0] else ","
    headings = [each.strip('"') for each in lines[0].lstrip("\ufeff").rstrip("\r").split(between)]
    known = [each for each in headings if column_of(each, None)]
    return 0.8 if len(known) >= 2 else 0.0


def _open(context: Context) -> Session:
    return _Session(context)


READER = Reader("table", "表（CSV）", _recognises, _open)
