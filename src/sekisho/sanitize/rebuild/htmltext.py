"""Turns HTML into the text a person would read: no styles, scripts, pictures or forms.

Links become 「表示文字 <URL>」; where the words claim another destination than the link has, it is
said. Hidden text does not cross. Entities are decoded once.
"""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from sekisho.sanitize.options import Options
from sekisho.sanitize.rebuild.contract import Hold, Log
from sekisho.sanitize.rebuild.words import visible
from sekisho.sanitize.results import Action

_SILENT = {
    "script": "html.script",
    "style": "html.style",
    "template": "html.template",
    "noscript": "html.template",
    "svg": "html.svg",
    "math": "html.svg",
    "object": "html.object",
    "embed": "html.object",
    "applet": "html.object",
    "iframe": "html.frame",
    "frameset": "html.frame",
    "noframes": "html.frame",
    "portal": "html.frame",
    "audio": "html.media",
    "video": "html.media",
    "select": "html.form",
    "textarea": "html.form",
    "canvas": "html.media",
    "head": "",
    "title": "",
    "xml": "html.conditional-comment",
}
_SINGLE = {
    "embed": "html.object",
    "frame": "html.frame",
    "base": "html.base",
    "link": "html.link",
    "input": "html.form",
    "button": "html.form",
    "form": "html.form",
    "isindex": "html.form",
    "source": "html.media",
    "track": "html.media",
    "bgsound": "html.media",
}
_VOID = frozenset(
    "area base br col embed frame hr img input link meta param source track wbr".split()
)
_BLOCKS = frozenset(
    """
    address article aside blockquote center dd details dialog div dl dt fieldset figcaption figure
    footer h1 h2 h3 h4 h5 h6 header hgroup main menu nav ol p pre section summary table tbody tfoot
    thead tr ul caption body html
    """.split()
)
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 blockquote pre table ul ol dl".split())
_ADDRESS_ATTRIBUTES = frozenset(
    "href src action formaction background poster cite data longdesc xlink:href ping srcset".split()
)
_SCRIPT_ADDRESS = re.compile(
    r"^(javascript|vbscript|livescript|mocha|ms-[a-z\-]+|search-ms)", re.IGNORECASE
)
_MADE = re.compile(r"\s*(data|blob):", re.IGNORECASE)
_REMOTE = re.compile(r"https?:|//|\\\\|file:", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(
    r"display:none|visibility:(hidden|collapse)|font-size:(0|1px|0?\.\d+(px|pt|em))(;|$)"
    r"|opacity:0(\.0+)?%?(;|$)|(left|top|right|bottom|text-indent|margin(-\w+)?):-\d{3,}"
    r"|max-height:0|mso-hide:all|(^|;)(width|height):0(px)?(;|$)|transform:[^;]*scale\(0"
    r"|clip-path:(circle\(0|inset\((100|50)%)|clip:rect\((0|1px)"
)
_STYLE_ACTION = re.compile(r"url\(|@import|expression\(|behavior:|-moz-binding:|javascript:")
_COLOR = re.compile(r"(?:^|;)color:([^;!]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_WHITE = frozenset({"white", "#fff", "#ffff", "#ffffff", "#ffffffff", "rgb(255,255,255)", "snow"})
_CLEAR = re.compile(r"transparent|rgba\([^)]*,0(\.0+)?\)|#[0-9a-f]{6}00")
_LOOKS_LIKE_ADDRESS = re.compile(r"^(https?://|www\.)?[\w\-]+(\.[\w\-]+)+(/\S*)?$", re.IGNORECASE)
_FOREIGN = re.compile("[\u0080-\u2fff\ua000-\uabff]")  # letters, but none of Japanese
_ALLOWED = ("http", "https", "mailto", "tel")
_DEPTH = 2_000
_SMUGGLING = re.compile(r"new\s+Blob|createObjectURL|msSaveBlob|\.download\s*=", re.IGNORECASE)


def html_to_text(untrusted: str, options: Options, log: Log) -> str:
    """Return the words of `untrusted` in reading order, lines as the page would break them."""
    reader = _Reader(options, log)
    try:
        reader.feed(untrusted)
        reader.close()
    except (AssertionError, RecursionError, ValueError) as error:
        raise Hold("broken") from error
    return reader.text()


class _Reader(HTMLParser):
    """Walks the tags; everything that is not on a list is only its words."""

    def __init__(self, options: Options, log: Log) -> None:
        super().__init__(convert_charrefs=True)
        self._options, self._log = options, log
        self._pieces: list[str] = []
        self._silent: list[str] = []  # open elements whose content does not show
        self._open: list[str] = []
        self._lists: list[int | None] = []  # the next number, None for bullets
        self._links: list[tuple[str, int]] = []  # address, where its words begin
        self._grounds: list[str] = []  # colour behind each open element, "" when none is set
        self._pre = 0

    def handle_starttag(  # noqa: C901  # a branch per kind of element
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._watch(tag, attributes)
        if tag not in _VOID:
            if len(self._open) >= _DEPTH:
                raise Hold("limit", "xml.depth")
            self._open.append(tag)
            own = _ground(attributes)
            self._grounds.append(own or (self._grounds[-1] if self._grounds else ""))
        if self._silent or self._starts_silence(tag, attributes):
            return
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "hr":
            self._break("\n――――――――\n")
        elif tag in {"td", "th"}:
            self._cell()
        elif tag == "li":
            self._item()
        elif tag in {"ol", "ul"}:
            self._lists.append(_start(attributes) if tag == "ol" else None)
            self._break("\n")
        elif tag == "a":
            self._links.append((attributes.get("href", ""), len(self._pieces)))
        elif tag == "img":
            self._image(attributes)
        elif tag in _BLOCKS:
            self._break("\n\n" if tag in _PARAGRAPHS else "\n")
            self._pre += tag == "pre"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or tag not in self._open:
            return
        while self._open:
            closed = self._open.pop()
            self._grounds.pop()
            if self._silent and closed == self._silent[-1] and closed not in self._open:
                self._silent.pop()
            self._closed(closed)
            if closed == tag:
                return

    def _closed(self, tag: str) -> None:
        if self._silent:
            return
        if tag in {"ol", "ul"} and self._lists:
            self._lists.pop()
        if tag == "a" and self._links:
            self._link(*self._links.pop())
        if tag in _BLOCKS:
            self._break("\n\n" if tag in _PARAGRAPHS else "\n")
            self._pre = max(0, self._pre - (tag == "pre"))

    def handle_data(self, data: str) -> None:
        if self._silent:
            if _SMUGGLING.search(data):
                self._log.remove("html.smuggling")
            return
        self._pieces.append(data if self._pre else _BLANKS.sub(" ", data))

    def handle_comment(self, data: str) -> None:
        conditional = data.lstrip().lower().startswith("[if ")
        self._log.remove("html.conditional-comment" if conditional else "html.comment")

    def handle_decl(self, decl: str) -> None:
        if "[" in decl or "entity" in decl.lower():
            self._log.remove("xml.dtd")

    def handle_pi(self, data: str) -> None:
        if not data.startswith("xml "):
            self._log.remove("xml.processing-instruction", data[:40])

    def unknown_decl(self, data: str) -> None:
        """CDATA and the like show as nothing."""
        if data.lower().startswith(("if", "endif")):
            self._log.remove("html.conditional-comment")

    def _starts_silence(self, tag: str, attributes: dict[str, str]) -> bool:
        style = plain_style(attributes.get("style", ""))
        hidden = "hidden" in attributes or bool(style and _HIDDEN.search(style))
        hidden = hidden or self._drowned(attributes, style)
        if hidden and tag not in _VOID:
            self._log.remove("html.hidden-text", tag)
        if (tag in _SILENT or hidden) and tag not in _VOID:
            self._silent.append(tag)
            return True
        return False

    def _drowned(self, attributes: dict[str, str], style: str) -> bool:
        """Whether words have the colour of what is behind them; an unpainted page is white."""
        found = _COLOR.search(style)
        color = found[1] if found else attributes.get("color", "").strip().lower()
        ground = self._grounds[-1] if self._grounds else ""
        if _CLEAR.fullmatch(color):
            return True
        if color in _WHITE:
            return not ground or ground in _WHITE
        return bool(color) and color == ground

    def _watch(self, tag: str, attributes: dict[str, str]) -> None:
        vector = _SILENT.get(tag) or _SINGLE.get(tag)
        if vector:
            self._log.remove(vector, tag)
        if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            self._log.remove("html.meta-refresh")
        if _STYLE_ACTION.search(plain_style(attributes.get("style", ""))):
            self._log.remove("html.style", tag)
        if tag == "input" and attributes.get("type", "").lower() == "image":
            self._log.remove("html.image", tag)
        if "download" in attributes and _MADE.match(attributes.get("href", "")):
            self._log.remove("html.smuggling", tag)
        for name, value in attributes.items():
            if name.startswith("on"):
                self._log.remove("html.event", name)
            elif name == "srcdoc":
                self._log.remove("html.frame", name)
            elif name in _ADDRESS_ATTRIBUTES:
                self._watch_address(value, name)

    def _watch_address(self, value: str, name: str) -> None:
        address = re.sub(r"[\x00-\x20]", "", value).lower()
        if _SCRIPT_ADDRESS.match(address):
            self._log.remove("html.javascript-url", name)
        elif address.startswith("data:"):
            self._log.remove("html.data-url", name)
        elif name in {"background", "srcset"} and _REMOTE.match(address):
            self._log.remove("html.image", name)

    def _image(self, attributes: dict[str, str]) -> None:
        source = attributes.get("src", "")
        if _REMOTE.match(source.strip()):
            self._log.remove("html.image", source[:80])
        words = attributes.get("alt", "").strip()
        if words:
            self._pieces.append(f"［図: {_BLANKS.sub(' ', words)}］")

    def _link(self, address: str, since: int) -> None:
        words = _BLANKS.sub(" ", "".join(self._pieces[since:])).strip()
        shown = shown_address(address, self._options)
        if shown is None or not words:
            return
        if _is_masked(address):
            self._log.remove("html.deceptive-link", words[:60], Action.NEUTRALISED)
            self._pieces.append(f" <{shown}>（紛らわしい行き先です。開く前に確かめてください）")
        elif _LOOKS_LIKE_ADDRESS.match(words) and _host(words) != _host(address):
            self._log.remove("html.deceptive-link", words[:60], Action.NEUTRALISED)
            self._pieces.append(f" <{shown}>（表示と行き先が違います）")
        elif words not in {address, shown} and "mailto:" + words != address:
            self._pieces.append(f" <{shown}>")

    def _cell(self) -> None:
        if self._pieces and not self._pieces[-1].endswith(("\n", "\x00")):
            self._pieces.append("\t")

    def _item(self) -> None:
        self._break("\n")
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        mark = "・" if number is None else f"{number}. "
        self._pieces.append("  " * max(0, len(self._lists) - 1) + mark)

    def _break(self, lines: str) -> None:
        """End the line; a block after a block leaves at most one empty line between."""
        self._pieces.append("\x00" * len(lines) if lines.strip("\n") == "" else lines)

    def text(self) -> str:
        """Return what was read, blanks at line ends cut, at most one empty line in a row."""
        joined = "".join(self._pieces)
        joined = re.sub(r"[ \t]*\x00[\x00 ]*", _breaks, joined)
        lines = [line.strip(" ") for line in joined.split("\n")]
        tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
        return visible(tidy, self._log)


def _breaks(match: re.Match[str]) -> str:
    return "\n\n" if match[0].count("\x00") > 2 else "\n"  # a block's end and start


def _start(attributes: dict[str, str]) -> int:
    digits = attributes.get("start", "")
    return int(digits) if re.fullmatch(r"\d{1,6}", digits) else 1


def shown_address(address: str, options: Options) -> str | None:
    """Return how an address is written in text, None when it is not: by scheme and policy."""
    clean = re.sub(r"[\x00-\x20]", "", address)
    scheme = clean.partition(":")[0].lower()
    if scheme not in _ALLOWED or options.links == "text":
        return None
    if options.links == "defang":
        return clean.replace("http", "hxxp", 1).replace(".", "[.]")
    return visible(clean)[:2_000]


def plain_style(style: str) -> str:
    """Return a style in lower case without blanks, comments and escapes, as browsers read it."""
    bare = re.sub(r"/\*.*?(\*/|$)", "", style, flags=re.DOTALL)
    bare = re.sub(r"\\([0-9A-Fa-f]{1,6})\s?", lambda m: chr(min(int(m[1], 16), 0x10FFFF)), bare)
    return re.sub(r"[\s\\]+", "", bare).lower()


def _ground(attributes: dict[str, str]) -> str:
    """Return the colour an element paints behind its words, "" when it paints none."""
    found = _GROUND.search(plain_style(attributes.get("style", "")))
    return found[1] if found else attributes.get("bgcolor", "").strip().lower()


def _is_masked(address: str) -> bool:
    """Whether an address shows one host and leads to another: a name before @, foreign letters."""
    if address.lower().startswith("mailto:"):
        return False
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("ascii", "ignore").decode("idna")
        shown = host if "xn--" in (parts.hostname or "") else (parts.hostname or "")
    except (ValueError, UnicodeError):
        return True
    return parts.username is not None or bool(_FOREIGN.search(shown))


def _host(address: str) -> str:
    """Return the host an address or its look-alike in words names."""
    full = address if "://" in address else f"http://{address.removeprefix('mailto:')}"
    try:
        return (urlsplit(full).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
