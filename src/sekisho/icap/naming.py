"""What a downloaded file is called: as the server says, else as its address ends."""

import re
from email.header import decode_header, make_header
from email.message import Message
from urllib.parse import unquote, urlsplit

from sekisho.icap.heads import Head, media_type, target

_PROGRAMS = frozenset(["php", "asp", "aspx", "jsp", "do", "cgi", "action", "html", "htm"])
_QUOTED_WORD = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=")
_ENDED = re.compile(r".*\.[A-Za-z0-9]{1,5}", re.DOTALL)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_ENDINGS = {  # of files that come without a name, by their declared type
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/x-zip-compressed": "zip",
    "application/x-7z-compressed": "7z",
    "application/x-lzh": "lzh",
    "application/x-lzh-compressed": "lzh",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    f"{_OFFICE}.wordprocessingml.document": "docx",
    f"{_OFFICE}.spreadsheetml.sheet": "xlsx",
    f"{_OFFICE}.presentationml.presentation": "pptx",
    f"{_OPEN}.text": "odt",
    f"{_OPEN}.spreadsheet": "ods",
    f"{_OPEN}.presentation": "odp",
    "application/rtf": "rtf",
    "text/csv": "csv",
    "text/plain": "txt",
    "text/calendar": "ics",
    "text/vcard": "vcf",
    "message/rfc822": "eml",
}


def file_name(request: Head, response: Head) -> str:
    """Return what the file is called: as the server says (RFC 6266), else as its address ends."""
    said = response.get("Content-Disposition")
    name = _named(said) if said else ""
    if not name:
        try:
            path = urlsplit(target(request)).path
        except ValueError:
            path = ""
        name = _without_program(unquote(path.rpartition("/")[2], errors="replace"))
    return _ended(name[:200] or "download", response)


def _ended(name: str, response: Head) -> str:
    """Return a name with the ending of the declared type, where it has none."""
    ending = _ENDINGS.get(media_type(response))
    return name if ending is None or _ENDED.fullmatch(name) else f"{name}.{ending}"


def _without_program(name: str) -> str:
    """Return the end of an address without the ending of the program that answers there."""
    stem, _, ending = name.rpartition(".")
    return stem if ending.lower() in _PROGRAMS else name


def _named(disposition: str) -> str:
    """Return the name in a Content-Disposition, in whichever of the usual ways it is written."""
    message = Message()
    message["Content-Disposition"] = disposition.replace("\n", " ").replace("\r", " ")
    found = message.get_param("filename", "", "content-disposition")
    if isinstance(found, tuple):
        return _as_declared(found[2], found[0] or "utf-8")
    name = str(found or "")
    if _QUOTED_WORD.search(name):
        return _decoded_words(name)
    return unquote(_as_sent(name), errors="replace")


def _as_declared(name: str, charset: str) -> str:
    """Return a name of RFC 8187, its bytes read as the charset it names."""
    try:
        return name.encode("latin-1").decode(charset, "replace")
    except (UnicodeEncodeError, LookupError):
        return name


def _as_sent(name: str) -> str:
    """Return a name whose bytes were read as Latin-1, as UTF-8 or Shift_JIS where they are that."""
    try:
        raw = name.encode("latin-1")
    except UnicodeEncodeError:
        return name
    for charset in ("utf-8", "cp932"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return name


def _decoded_words(name: str) -> str:
    try:
        return str(make_header(decode_header(name)))
    except (LookupError, UnicodeError, ValueError):
        return name
