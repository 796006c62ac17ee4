"""The formats that cross, each with its verifier of the same name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Output:
    """An output format: the extension and media type it is delivered under."""

    extension: str
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
OUTPUTS: dict[str, Output] = {
    "txt": Output("txt", "text/plain"),
    "csv": Output("csv", "text/csv"),
    "tsv": Output("tsv", "text/tab-separated-values"),
    "pdf": Output("pdf", "application/pdf"),
    "docx": Output("docx", _OFFICE + "wordprocessingml.document"),
    "xlsx": Output("xlsx", _OFFICE + "spreadsheetml.sheet"),
    "pptx": Output("pptx", _OFFICE + "presentationml.presentation"),
    "odt": Output("odt", _ODF + "text"),
    "ods": Output("ods", _ODF + "spreadsheet"),
    "odp": Output("odp", _ODF + "presentation"),
    "png": Output("png", "image/png"),
    "jpg": Output("jpg", "image/jpeg"),
    "gif": Output("gif", "image/gif"),
    "tif": Output("tif", "image/tiff"),
    "zip": Output("zip", "application/zip"),
    "eml": Output("eml", "message/rfc822"),
    "ics": Output("ics", "text/calendar"),
    "vcf": Output("vcf", "text/vcard"),
}
