"""Lines of syslog of many programs together: each read by what knows it, else kept as a message."""

from sekisho.detection.envelope import opened
from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.recognising import by_pattern
from sekisho.detection.schema import Fields
from sekisho.detection.values import made, text


def _line(untrusted_line: str, context: Context) -> Fields | None:
    if not untrusted_line.strip("\r\n\t \0"):
        return None
    line = opened(untrusted_line.rstrip("\r\n\0"), context.zone, context.written_us)
    for carried in context.carried:
        found = carried(line, context)
        if found is not None:
            return found
    if not line.enveloped:
        raise NotUnderstoodError("no-syslog")
    return {
        **line.fields(),
        **made(
            event_dataset="syslog",
            event_category="host",
            event_type="info",
            message=text(line.body),
            fields={"structured_data": text(line.structured) or ""} if line.structured else None,
        ),
    }


READER = Reader(
    "syslog",
    "syslog（RFC 3164、RFC 5424）",
    by_pattern(
        r"^(?:<\d{1,3}>|[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d{2}:\d{2}:\d{2}[ .:]"
        r"|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2}) \S+ [^\s:]+:)",
        weight=0.9,
    ),
    by_line(_line),
)
