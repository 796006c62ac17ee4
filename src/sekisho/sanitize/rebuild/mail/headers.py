"""Header fields: cut, unfolded, decoded; what two programs could read differently is found here."""

import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from sekisho.sanitize.options import Limits
from sekisho.sanitize.rebuild.charset import decode
from sekisho.sanitize.rebuild.contract import Hold, Log
from sekisho.sanitize.rebuild.words import visible

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?\s]*)\?=")
_BETWEEN = re.compile(r"(?<=\?=)[ \t\r\n]+(?==\?)")
_TOKEN = re.compile(r"[ \t]*;?[ \t]*([^\s=;\"()]+)[ \t]*=[ \t]*(\"(?:[^\"\\]|\\.)*\"|[^;\s]*)")
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_STRUCTURAL = frozenset(
    {
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
        "mime-version",
        "content-id",
    }
)


@dataclass(frozen=True, slots=True)
class Value:
    """A structured value: `text/plain` and its parameters, names in lower case."""

    main: str
    parameters: dict[str, str]


class Headers:
    """The fields of one part, in order; names compared without regard to case."""

    def __init__(self, block: bytes, limits: Limits, log: Log) -> None:
        if len(block) > limits.mail_header_bytes:
            raise Hold("limit", "mail.header-bomb")
        self._limits, self._log = limits, log
        self.fields: list[tuple[str, bytes]] = []
        for line in _unfolded(block):
            match = _FIELD.fullmatch(line)
            if match is None:
                log.remove("mail.bad-header", line[:40].decode("ascii", "replace"))
                continue
            self.fields.append((match[1].decode("ascii").lower(), match[2].strip(b" \t\r\n")))
        if len(self.fields) > limits.mail_headers:
            raise Hold("limit", "mail.header-bomb")
        self._refuse_doubles()

    def _refuse_doubles(self) -> None:
        for name in _STRUCTURAL:
            values = {value for field, value in self.fields if field == name}
            if len(values) > 1:
                raise Hold("ambiguous", "mail.duplicate-header", name)
        if sum(1 for field, _ in self.fields if field == "from") > 1:
            raise Hold("ambiguous", "mail.many-from", "From")

    def raw(self, name: str) -> bytes | None:
        """Return the first field called `name`."""
        return next((value for field, value in self.fields if field == name), None)

    def text(self, name: str) -> str:
        """Return a field as one line of visible text, its encoded words decoded; "" without it."""
        raw = self.raw(name)
        return "" if raw is None else decoded(raw, self._limits, self._log, name)

    def value(self, name: str) -> Value:
        """Return a structured field; hold one that two programs read differently."""
        raw = self.raw(name)
        if raw is None:
            return Value("", {})
        return structured(decode(raw).text, self._limits, self._log, name)


def _unfolded(block: bytes) -> list[bytes]:
    lines: list[bytes] = []
    for line in block.split(b"\n"):
        if line[:1] in {b" ", b"\t"} and lines:
            lines[-1] += b" " + line.strip(b" \t")
        elif line:
            lines.append(line)
    return lines


def decoded(raw: bytes, limits: Limits, log: Log, place: str) -> str:
    """Return a field's bytes as one line of visible text."""
    text = decode(raw).text
    words = _WORD.findall(text)
    if len(words) > limits.mail_encoded_words:
        raise Hold("limit", "mail.header-bomb", place)
    if words:
        text = _with_words(text, log, place)
    flat = re.sub(r"[\r\n\t\x0b\x0c\x85\u2028\u2029]+", " ", text)
    if flat != text and words:
        log.remove("mail.header-injection", place)
    return visible(flat, log, place).strip()


def _with_words(text: str, log: Log, place: str) -> str:
    """Decode encoded words; neighbours of one charset are joined first, as senders cut letters."""
    pieces: list[str] = []
    at = 0
    pending: tuple[str, bytes] = ("", b"")
    for match in _WORD.finditer(_BETWEEN.sub("", text)):
        between = match.string[at : match.start()]
        charset, body = match[1].partition("*")[0].lower(), _word_bytes(match[2], match[3])
        if between or charset != pending[0]:
            pieces += [decode(pending[1], pending[0]).text, between]
            pending = (charset, body)
        else:
            pending = (charset, pending[1] + body)
        at = match.end()
        if charset.replace("-", "") in {"utf7", "unicode11utf7"}:
            log.remove("mail.utf7", place)
    pieces.append(decode(pending[1], pending[0]).text)
    pieces.append(_BETWEEN.sub("", text)[at:])
    return "".join(pieces)


def _word_bytes(kind: str, body: str) -> bytes:
    if kind in "bB":
        try:
            return binascii.a2b_base64(body + "=" * (-len(body) % 4))
        except ValueError:  # letters that are no base64, or not even ASCII
            return body.encode("ascii", "replace")
    spaced = body.replace("_", " ").encode("ascii", "replace")
    return binascii.a2b_qp(spaced)


def structured(text: str, limits: Limits, log: Log, place: str) -> Value:
    """Return `main; name=value; …`; RFC 2231 pieces joined, doubled names held."""
    bare = _COMMENT.sub("", text) if "(" in re.sub(r'"(?:[^"\\]|\\.)*"', "", text) else text
    if bare != text:
        log.remove("mail.header-comment", place)
    main, _, rest = bare.partition(";")
    found: dict[str, str] = {}
    for count, match in enumerate(_TOKEN.finditer(";" + rest)):
        if count >= limits.mail_parameters:
            raise Hold("limit", "mail.header-bomb", place)
        name, value = match[1].lower(), _unquoted(match[2])
        if name in found and found[name] != value:
            raise Hold("ambiguous", "mail.duplicate-parameter", f"{place} {name}"[:80])
        found[name] = value
    return Value(main.strip().lower(), _joined(found, limits, log, place))


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value


def _joined(found: dict[str, str], limits: Limits, log: Log, place: str) -> dict[str, str]:
    """Return parameters with RFC 2231 continuations and encodings resolved."""
    plain = {name: value for name, value in found.items() if "*" not in name}
    extended: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, value in found.items():
        if "*" in name:
            base, number, encoded = _extended_name(name)
            if number in extended.setdefault(base, {}):
                raise Hold("ambiguous", "mail.duplicate-parameter", place)
            extended[base][number] = (value, encoded)
    for base, pieces in extended.items():
        if base == "boundary":
            raise Hold("ambiguous", "mail.encoded-boundary", place)
        plain[base] = _assembled(pieces)  # RFC 6266: the extended form is the one meant
    for name, value in plain.items():
        if "=?" in value:
            if name == "boundary":
                raise Hold("ambiguous", "mail.encoded-boundary", place)
            plain[name] = decoded(value.encode("utf-8"), limits, log, place)
    return plain


def _extended_name(name: str) -> tuple[str, int, bool]:
    base, _, rest = name.partition("*")
    digits = rest.rstrip("*")
    return base, int(digits) if re.fullmatch(r"\d{1,3}", digits) else 0, name.endswith("*")


def _assembled(pieces: dict[int, tuple[str, bool]]) -> str:
    charset, body = "utf-8", b""
    for order, number in enumerate(sorted(pieces)):
        value, encoded = pieces[number]
        if encoded and order == 0 and value.count("'") >= 2:  # charset'language'
            charset, _, value = value.split("'", 2)
        body += unquote_to_bytes(value) if encoded else value.encode("utf-8", "surrogateescape")
    return decode(body, charset or "utf-8").text
