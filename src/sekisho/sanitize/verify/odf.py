"""OpenDocument packages as our writer makes them: four parts, pictures, listed words."""

import re
from xml.parsers import expat

from sekisho.sanitize.verify import image
from sekisho.sanitize.verify.contract import require
from sekisho.sanitize.verify.formula import formula
from sekisho.sanitize.verify.xmlgrammar import Attributes, Judge, Names, names, tag
from sekisho.sanitize.verify.zipped import unzipped

FORMATS = ("odt", "ods", "odp")
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_XLINK = "http://www.w3.org/1999/xlink"
_MANIFEST = _OASIS + "manifest:1.0"
_TYPES = frozenset(
    f"application/vnd.oasis.opendocument.{k}" for k in ("text", "spreadsheet", "presentation")
)
_GRAMMAR = names("opendocument")
_META = Names(
    frozenset(
        {
            tag(_OASIS + "office:1.0", "document-meta"),
            tag(_OASIS + "office:1.0", "meta"),
            tag("http://purl.org/dc/elements/1.1/", "title"),
        }
    ),
    frozenset({tag(_OASIS + "office:1.0", "version")}),
    frozenset(),
    frozenset(),
)
_LINK = re.compile(
    r"https?://[^\s\x00-\x1f<>\"\\^`{|}]{1,2000}|mailto:[^\s\x00-\x1f<>\"\\]{1,500}|#[^\x00-\x1f<>\\]{1,500}"
)
_PICTURE = re.compile(r"Pictures/image\d+\.(png|jpg)")
_FORMULA = tag(_OASIS + "table:1.0", "formula")


class _Addresses(frozenset[str]):
    """What an address may be: a picture of the package, a plain link, or the word simple."""

    def __contains__(self, value: object) -> bool:
        return frozenset.__contains__(self, value) or bool(_LINK.fullmatch(str(value)))


def verify(data: bytes, children: frozenset[str]) -> None:
    """Refuse a document with a part, word, link or formula that is not on the list."""
    require(not children, "no documents inside")
    files = unzipped(data)
    parts = dict(files)
    require(parts["mimetype"].decode("ascii") in _TYPES and files[0][0] == "mimetype", "mimetype")
    listed = _manifest(parts["META-INF/manifest.xml"])
    require(listed == {"/", *parts} - {"mimetype", "META-INF/manifest.xml"}, "manifest")
    pictures = {name for name in parts if _PICTURE.fullmatch(name)}
    for name, body in files:
        if name in pictures:
            image.verify(body, frozenset())
        elif name in {"content.xml", "styles.xml"}:
            _part(body, pictures)
        elif name == "meta.xml":
            Judge(_META, {}).judge(body)
        else:
            require(name in {"mimetype", "META-INF/manifest.xml"}, f"part {name[:60]}")


def _part(body: bytes, pictures: set[str]) -> None:
    cell = tag(_OASIS + "table:1.0", "table-cell")
    covered = tag(_OASIS + "table:1.0", "covered-table-cell")
    judge = Judge(
        _GRAMMAR,
        {cell: _formula, covered: _formula},
        relation_namespace=_XLINK,
        relations=_Addresses({"simple", *pictures}),
    )
    judge.judge(body)


def _formula(_: str, attributes: Attributes, __: str) -> None:
    value = attributes.get(_FORMULA)
    if value is not None:
        require(not re.search(r"file:|https?:|'[^']*'#", value), "formula address")
        bare = re.sub(r"^(of|oooc|msoxl):=?", "", value)
        formula(re.sub(r"\[\$?(?:'[^'\[\]]*'|[\w$]*)?\.[^\[\]]*\]", "A1", bare).replace("|", ","))


def _manifest(data: bytes) -> set[str]:
    found: set[str] = set()

    def start(name: str, attributes: dict[str, str]) -> None:
        own, _, local = name.partition(" ")
        require(own == _MANIFEST, "manifest namespace")
        if local == "file-entry":
            require(
                set(attributes) == {f"{_MANIFEST} full-path", f"{_MANIFEST} media-type"},
                "manifest entry",
            )
            found.add(attributes[f"{_MANIFEST} full-path"])

    parser = expat.ParserCreate("UTF-8", " ")
    parser.StartElementHandler = start
    parser.Parse(data, True)  # noqa: FBT003  # expat's own signature
    return found
