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
    vector: str = ""  # the published id of a kind that does not cross


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The kind found, or the code of the reason why there is none."""

    kind: Kind | None
    code: str = ""
    vector: str = ""  # what gave it away, when that is a vector of the list
    corrected: bool = False  # the extension named another member of the same family


def _kind(format_: str, extensions: str, container: str, **more: object) -> Kind:
    return Kind(format_, frozenset(extensions.split()), container, **more)  # type: ignore[arg-type]


def _kept(vector: str, extensions: str, containers: str) -> list[Kind]:
    """Return a kind that is held, under every signature it comes with."""
    return [
        _kind("", extensions, container, fate="hold", vector=vector)
        for container in containers.split()
    ]


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
    *_kept("type.ichitaro", "jtd jtdc jttc jtt jbw jfw jvw", "ole zip other"),
    *_kept("type.docuworks", "xdw xbd xct", "xdw ole other"),
    *_kept("type.drawing-program", "vsd pub mpp", "ole"),
    *_kept("type.drawing-program", "vsdx vsdm", "zip"),
    *_kept("type.packaged", "xps oxps epub xlsb kmz pages numbers key", "zip"),
    *_kept("type.cad", "dwg dxf jww jwc dwf", "cad text other"),
    *_kept("type.media", "mp4 mov m4a m4v 3gp avi wav wmv wma asf mp3 ogg flac", "media other"),
    *_kept("type.media", "mpg mpeg mkv webm aac", "media other"),
    *_kept("type.archive", "rar zst xz txz bz2 tbz2 arj z cpio", "rar packed other"),
    *_kept("type.certificate", "p7m p7s p12 pfx cer crt pem asc gpg pgp", "other text"),
    *_kept("type.picture", "eps ps ai psd wmf emf ico icns jp2 jxl djvu dcm dds", "other text"),
    *_kept("type.picture", "svgz fits pct pict", "other text"),
    # Kinds that never cross.
    _kind("", "exe dll scr com pif cpl sys ocx", "program", fate="reject", vector="type.program"),
)

# What never crosses, whatever its content is called: extensions by what they do.
_FORBIDDEN = {
    "type.program": "exe dll scr com pif cpl sys ocx elf so dylib class xll wll",
    "type.script": """
        bat cmd ps1 ps1xml ps2 psc1 psd1 psm1 vbs vbe js jse wsf wsc wsh sct py pyw pyc rb sh
        command lua pl php asp aspx jsp jar
    """,
    "type.shortcut": "lnk url scf desktop website jnlp rdp ica appref-ms",
    "type.installer": """
        msi msp mst msix msixbundle appx appxbundle appinstaller application xbap gadget diagcab crx
        xpi apk deb rpm pkg
    """,
    "type.setting": """
        reg inf job msc theme themepack deskthemepack settingcontent-ms library-ms
        searchconnector-ms search-ms contact
    """,
    "type.add-in": "xla xlam ppa ppam slk iqy oqy rqy dqy",
    "type.help": "chm hlp hta htc",
    "type.database": "mdb mde accdb accde accdr ade adp",
    "type.disk-image": "iso img vhd vhdx wim dmg udf cab",
    "type.note": "one onepkg onetoc2",
    "type.web-archive": "mht mhtml swf",
}
FORBIDDEN_EXTENSIONS = {
    extension: vector for vector, words in _FORBIDDEN.items() for extension in words.split()
}

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
    (b"\xfd7zXZ\x00", "packed"),
    (b"BZh", "packed"),
    (b"\x28\xb5\x2f\xfd", "packed"),
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
        return Sniffed(None, "forbidden-type", FORBIDDEN_EXTENSIONS.get(extension, "type.program"))
    same_signature = [kind for kind in KINDS if kind.container == signature]
    if not extension:
        return _by_signature(same_signature, signature)
    for kind in same_signature:
        if extension in kind.extensions:
            return _decided(kind)
    return _disagreeing(same_signature, extension)


def family(untrusted_data: bytes) -> str:
    """Return the family of a document's first bytes: a container of `KINDS`, "text" or "other"."""
    return _signature(untrusted_data)


def _by_signature(kinds: list[Kind], signature: str) -> Sniffed:
    if signature == "text":
        return Sniffed(next(kind for kind in kinds if kind.format == "txt"))
    if len({kind.vector or kind.format for kind in kinds}) == 1:
        return _decided(kinds[0])
    return Sniffed(None, "unknown-type", "type.unknown")


def _disagreeing(kinds: list[Kind], extension: str) -> Sniffed:
    """Correct a picture's extension; hold everything else that claims to be what it is not."""
    claimed = [kind for kind in KINDS if extension in kind.extensions]
    if claimed and all(kind.fate == "hold" for kind in claimed):
        return Sniffed(None, "unsupported-type", claimed[0].vector)
    if not claimed:
        return Sniffed(None, "unknown-type", "type.unknown")
    pictures = [kind for kind in kinds if kind.format == "image"]
    if pictures and any(kind.format == "image" for kind in claimed):
        return Sniffed(pictures[0], corrected=True)
    return Sniffed(None, "type-mismatch", "type.mismatch")


def _decided(kind: Kind) -> Sniffed:
    if kind.fate == "reject":
        return Sniffed(None, "forbidden-type", kind.vector)
    if kind.fate == "hold":
        return Sniffed(None, "unsupported-type", kind.vector)
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
