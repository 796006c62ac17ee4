"""A PDF writer for samples: objects as bytes, a classic table, nothing clever."""

import zlib

HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
WORDS = b"BT /F1 12 Tf 72 700 Td (Hello, office) Tj ET"


def stream(data: bytes, entries: bytes = b"", *, flate: bool = False) -> bytes:
    """Return a stream object's body."""
    if flate:
        data, entries = zlib.compress(data), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def file(objects: dict[int, bytes], trailer: bytes = b"", head: bytes = HEAD) -> bytes:
    """Return a file with these objects, object 1 its catalog."""
    out, offsets = [head], {}
    size = len(head)
    for number, body in sorted(objects.items()):
        offsets[number] = size
        out.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        size += len(out[-1])
    top = max(objects) + 1
    rows = [b"0000000000 65535 f \n"]
    rows += [
        b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 00000 f \n"
        for number in range(1, top)
    ]
    out.append(b"xref\n0 %d\n%s" % (top, b"".join(rows)))
    out.append(
        b"trailer\n<< /Root 1 0 R /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (top, trailer, size)
    )
    return b"".join(out)


def document(
    *,
    catalog: bytes = b"",
    page: bytes = b"",
    content: bytes = WORDS,
    resources: bytes = b"",
    contents: bytes | None = None,
    extra: dict[int, bytes] | None = None,
    trailer: bytes = b"",
    head: bytes = HEAD,
    box: bytes = b"[0 0 595 842]",
) -> bytes:
    """Return a one-page document; the parts given are added in their places."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> %s >> %s >>" % (box, resources, page),
        4: contents or stream(content),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        **(extra or {}),
    }
    return file(objects, trailer, head)
