"""Recognises what a document is: its name's extension and its first bytes must agree.

Only slices of the first bytes are compared here; everything that has to be *parsed* to be known
(which kind of OOXML a ZIP holds) is decided in a confined job.
"""

from dataclasses import dataclass
from typing import Literal

from sekisho.sanitize.names import extension_of

HEAD = 4096  # bytes looked at


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: how it is known, and what becomes of it."""

    format: str  # the rebuilder's format id; "" when none reads it
    extensions: frozenset[str]
    container: str  # which signature it has
    fate: Literal["rebuild", "hold", "reject"] = "rebuild"
    pictures: bool = False  # its job decodes pictures and gets more memory
    nested: bool = False  # its job's parts are documents of their own


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The kind found, or the code of the reason why there is none."""

    kind: Kind | None
    code: str = ""
    vector: str = ""  # what gave it away, when that is a vector of the list
    corrected: bool = False  # the extension named another member of the same family


def _kind(format_: str, extensions: str, container: str, **more: object) -> Kind:
    return Kind(format_, frozenset(extensions.split()), container, **more)  # type: ignore[arg-type]


# The order matters where two kinds share a signature: the extension then decides.
KINDS = (
    _kind("docx", "docx docm dotx dotm", "zip", pictures=True),
    _kind("xlsx", "xlsx xlsm xltx xltm", "zip", pictures=True),
    _kind("pptx", "pptx pptm potx potm ppsx ppsm", "zip", pictures=True),
    _kind("odf", "odt ott ods ots odp otp odg", "zip", pictures=True),
    _kind("zip", "zip", "zip", nested=True),
    _kind("legacy", "doc dot xls xlt ppt pot pps", "ole", pictures=True),
    _kind("locked-office", "docx docm dotx dotm xlsx xlsm xltx xltm xlsb pptx pptm ppsx", "ole"),
    _kind("msg", "msg", "ole", nested=True),
    _kind("legacy", "rtf doc", "rtf", pictures=True),
    _kind("pdf", "pdf", "pdf", pictures=True),
    _kind("image", "png", "png", pictures=True),
    _kind("image", "jpg jpeg jpe jfif", "jpeg", pictures=True),
    _kind("image", "gif", "gif", pictures=True),
    _kind("image", "bmp dib", "bmp", pictures=True),
    _kind("image", "tif tiff", "tiff", pictures=True),
    _kind("image", "webp", "webp", pictures=True),
    _kind("image", "heic heif avif", "heif", pictures=True),
    _kind("svg", "svg", "text", pictures=True),
    _kind("html", "html htm xhtml", "text"),
    _kind("csv", "csv tsv tab", "text"),
    _kind("calendar", "ics ifb", "text"),
    _kind("card", "vcf", "text"),
    _kind("mail", "eml", "text", nested=True),
    _kind("tnef", "dat tnef", "tnef", nested=True),
    _kind("txt", "txt text md log json yaml yml ini conf xml sfc p21", "text"),
    _kind("archive", "7z", "7z", nested=True),
    _kind("archive", "lzh lha", "lzh", nested=True),
    _kind("archive", "tar", "tar", nested=True),
    _kind("archive", "gz tgz", "gzip", nested=True),
    # Kinds nobody can rebuild: the sender is asked for another form.
    _kind("", "jtd jtdc jttc jtt jbw jfw jvw", "ole", fate="hold"),
    _kind("", "xdw xbd xct", "xdw", fate="hold"),
    _kind("", "xdw xbd xct", "ole", fate="hold"),
    _kind("", "vsd pub mpp", "ole", fate="hold"),
    _kind("", "vsdx vsdm xps oxps epub xlsb kmz", "zip", fate="hold"),
    _kind("", "dwg dxf jww jwc dwf", "cad", fate="hold"),
    _kind("", "dxf", "text", fate="hold"),
    _kind("", "mp4 mov m4a m4v 3gp", "media", fate="hold"),
    _kind("", "avi wav wmv wma asf mp3 ogg flac mpg mpeg mkv webm aac", "media", fate="hold"),
    _kind("", "rar", "rar", fate="hold"),
    _kind("", "p7m p7s p12 pfx cer crt", "other", fate="hold"),
    _kind("", "eps ps ai psd wmf emf ico icns jp2 jxl djvu", "other", fate="hold"),
    # Kinds that never cross.
    _kind("", "exe dll scr com pif cpl sys ocx", "program", fate="reject"),
)

FORBIDDEN_EXTENSIONS = frozenset(
    """
    exe dll scr com pif cpl sys ocx msi msp mst msix msixbundle appx appinstaller bat cmd ps1
    ps1xml ps2 psc1 psd1 psm1 vbs vbe js jse wsf wsc wsh sct hta htc lnk url scf library-ms
    searchconnector-ms settingcontent-ms contact theme themepack inf reg job msc gadget
    application xbap chm hlp one onepkg onetoc2 iqy oqy rqy dqy slk xll xlam xla wll ppa ppam
    mde accde mdb accdb ade adp rdp ica website mht mhtml jnlp class iso img vhd vhdx wim
    diagcab cab crx py pyw pyc rb jar apk swf sh command desktop elf so dylib dmg pkg deb rpm
    lua pl php asp aspx jsp
    """.split()  # noqa: SIM905  # a list to read, not to quote
)

_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa\xce",
    b"L\x00\x00\x00\x01\x14\x02\x00",
    b"#!",
    b"ITSF",
    b"MSCF",
    b"dex\n",
    b"\x00asm",
    b"!<arch>\n",
    b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d",  # OneNote
)
_SYLK = b"ID;P"  # a spreadsheet runs its formulas whatever the extension says
_AT_START = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rt", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x1f\x8b", "gzip"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"AC10", "cad"),
    (b"JwwData", "cad"),
    (b"OggS", "media"),
    (b"ID3", "media"),
    (b"fLaC", "media"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "media"),
    (b"\x1aE\xdf\xa3", "media"),
    (b"\x60\x0e\x82\x00", "xdw"),
    (b"8BPS", "other"),
    (b"\xc5\xd0\xd3\xc6", "other"),
    (b"%!PS", "other"),
    (b"\xd7\xcd\xc6\x9a", "other"),
    (b"\x01\x00\x00\x00", "other"),
    (b"\x30\x82", "other"),
)
_CONTROLS = frozenset({*range(0x09), *range(0x0E, 0x1B)})
_TEXT_CONTROLS = 20  # text may hold one control character in so many; they are taken out
_HEIF = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})


def sniff(untrusted_data: bytes, name: str) -> Sniffed:
    """Return the kind of a document, or why it has none.

    A name without an extension is believed to be what the bytes say, except for text, which has no
    signature and is then read as text.
    """
    if not untrusted_data:
        return Sniffed(None, "empty")
    extension = extension_of(name)
    signature = _signature(untrusted_data)
    if signature == "other" and extension == "eml":
        signature = "text"  # a NUL in a message is a trick to be named, not another format
    if untrusted_data.startswith(_SYLK):
        return Sniffed(None, "forbidden-type", "csv.sylk")
    if extension in FORBIDDEN_EXTENSIONS or signature == "program":
        return Sniffed(None, "forbidden-type")
    same_signature = [kind for kind in KINDS if kind.container == signature]
    if not extension:
        return _by_signature(same_signature, signature)
    for kind in same_signature:
        if extension in kind.extensions:
            return _decided(kind)
    return _disagreeing(same_signature, extension)


def _by_signature(kinds: list[Kind], signature: str) -> Sniffed:
    if signature == "text":
        return Sniffed(next(kind for kind in kinds if kind.format == "txt"))
    if len(kinds) == 1:
        return _decided(kinds[0])
    return Sniffed(None, "unknown-type")


def _disagreeing(kinds: list[Kind], extension: str) -> Sniffed:
    """Correct a picture's extension; hold everything else that claims to be what it is not."""
    claimed = [kind for kind in KINDS if extension in kind.extensions]
    if claimed and all(kind.fate == "hold" for kind in claimed):
        return Sniffed(None, "unsupported-type")
    if not claimed:
        return Sniffed(None, "unknown-type")
    pictures = [kind for kind in kinds if kind.format == "image"]
    if pictures and any(kind.format == "image" for kind in claimed):
        return Sniffed(pictures[0], corrected=True)
    return Sniffed(None, "type-mismatch")


def _decided(kind: Kind) -> Sniffed:
    if kind.fate == "reject":
        return Sniffed(None, "forbidden-type")
    if kind.fate == "hold":
        return Sniffed(None, "unsupported-type")
    return Sniffed(kind)


def _signature(data: bytes) -> str:  # noqa: PLR0911  # one answer a line
    """Return the family of the first bytes: one of the containers of `KINDS`, or "other"."""
    head = data[:HEAD]
    if head.startswith(_PROGRAMS):
        return "program"
    for magic, signature in _AT_START:
        if head.startswith(magic):
            return signature
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "bmp"
    if head[:4] == b"RIFF":
        return "webp" if head[8:12] == b"WEBP" else "media"
    if head[4:8] == b"ftyp":
        return "heif" if head[8:12] in _HEIF else "media"
    if head[2:5] == b"-lh" and head[6:7] == b"-":
        return "lzh"
    if head[257:262] == b"ustar":
        return "tar"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    return "text" if _looks_like_text(head) else "other"


def _looks_like_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True  # UTF-16
    controls = sum(byte in _CONTROLS for byte in head)
    return 0 not in head and controls <= 1 + len(head) // _TEXT_CONTROLS
