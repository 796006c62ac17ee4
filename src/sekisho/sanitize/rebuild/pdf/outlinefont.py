"""TrueType and OpenType programs: tables checked, hinting programs and everything unknown left out.

The result holds outlines, widths and the maps from characters to glyphs; nothing in it is executed
but drawing instructions of CFF, which only draw.
"""

import struct

from sekisho.sanitize.rebuild.pdf import compactfont

_KEPT = (
    b"CFF ",
    b"OS/2",
    b"cmap",
    b"glyf",
    b"head",
    b"hhea",
    b"hmtx",
    b"loca",
    b"maxp",
    b"post",
    b"vhea",
    b"vmtx",
)
_MAGIC = 0x5F0F3CF5
_INSTRUCTIONS, _MORE, _WORDS, _SCALE, _XY, _TWO = 0x0100, 0x0020, 0x0001, 0x0008, 0x0040, 0x0080
_GLYPHS = 65_535


def outlines(data: bytes) -> bytes:
    """Return the program anew; raise ValueError when it is not built as it must be."""
    tables = _tables(data)
    head = _head(tables)
    count = struct.unpack_from(">H", tables[b"maxp"], 4)[0]
    if not 0 < count <= _GLYPHS:
        raise ValueError("glyphs")
    made = {tag: tables[tag] for tag in _KEPT if tag in tables}
    if b"glyf" in tables or b"loca" in tables:
        made[b"glyf"], made[b"loca"] = _glyphs(tables, count, wide=head[51] == 1)
        head = head[:50] + b"\x00\x01" + head[52:]
        made.pop(b"CFF ", None)
    elif b"CFF " in tables:
        made[b"CFF "] = compactfont.checked(tables[b"CFF "])
    else:
        raise ValueError("no outlines")
    made[b"head"] = head[:8] + bytes(4) + head[12:54]
    made[b"maxp"] = _maxp(tables[b"maxp"], b"glyf" in made)
    _metrics(tables, made, count, b"hhea", b"hmtx")
    if b"vhea" in made or b"vmtx" in made:
        _metrics(tables, made, count, b"vhea", b"vmtx")
    for tag, rebuild in ((b"cmap", _cmap), (b"post", _post), (b"OS/2", _os2)):
        table = rebuild(made[tag], count) if tag in made else b""
        made.pop(tag, None)
        if table:
            made[tag] = table
    return _file(b"OTTO" if b"CFF " in made else b"\x00\x01\x00\x00", made)


def _tables(data: bytes) -> dict[bytes, bytes]:
    if data[:4] == b"ttcf":
        raise ValueError("collection")
    if data[:4] not in {b"\x00\x01\x00\x00", b"OTTO", b"true"}:
        raise ValueError("signature")
    count = struct.unpack_from(">H", data, 4)[0]
    if count > 64:
        raise ValueError("tables")
    tables: dict[bytes, bytes] = {}
    for at in range(count):
        tag, _, start, size = struct.unpack_from(">4sIII", data, 12 + 16 * at)
        if start + size > len(data) + 3:
            if tag not in _KEPT:
                continue
            raise ValueError("table beyond the end")
        tables.setdefault(tag, data[start : start + size])
    return tables


def _head(tables: dict[bytes, bytes]) -> bytes:
    head = tables[b"head"]
    if len(head) < 54 or struct.unpack_from(">I", head, 12)[0] != _MAGIC:
        raise ValueError("head")
    if not 16 <= struct.unpack_from(">H", head, 18)[0] <= 16_384 or head[50] or head[51] > 1:
        raise ValueError("head")
    return head[:54]


def _maxp(table: bytes, outlined: bool) -> bytes:  # noqa: FBT001
    """Return the table with nothing granted to hinting programs."""
    if not outlined:
        return b"\x00\x00\x50\x00" + table[4:6]
    if len(table) < 32:
        raise ValueError("maxp")
    points = table[6:14]
    depth = table[28:32]
    return b"\x00\x01\x00\x00" + table[4:6] + points + b"\x00\x01" + bytes(12) + depth


def _glyphs(tables: dict[bytes, bytes], count: int, *, wide: bool) -> tuple[bytes, bytes]:
    """Return every glyph without instructions, and where each begins."""
    loca, glyf = tables[b"loca"], tables.get(b"glyf", b"")
    step = 4 if wide else 2
    known = min(count + 1, len(loca) // step)
    starts = list(struct.unpack_from(f">{known}{'I' if wide else 'H'}", loca))
    if not wide:
        starts = [2 * start for start in starts]
    out, offsets, size = [], [0], 0
    for at in range(count):
        begin, end = (starts[at], starts[at + 1]) if at + 1 < known else (0, 0)
        end = min(end, len(glyf))
        glyph = _glyph(glyf[begin:end], count) if end > begin else b""
        glyph += bytes(-len(glyph) % 4)
        out.append(glyph)
        size += len(glyph)
        offsets.append(size)
    return b"".join(out), struct.pack(f">{count + 1}I", *offsets)


def _glyph(data: bytes, count: int) -> bytes:
    if len(data) < 10:
        return b""
    contours = struct.unpack_from(">h", data)[0]
    return _simple(data, contours) if contours >= 0 else _composite(data, count)


def _simple(data: bytes, contours: int) -> bytes:
    if contours == 0:
        return data[:10] + b"\x00\x00"
    ends = struct.unpack_from(f">{contours}H", data, 10)
    if list(ends) != sorted(ends):
        raise ValueError("contours")
    at = 10 + 2 * contours
    at += 2 + struct.unpack_from(">H", data, at)[0]
    end = _points_end(data, at, ends[-1] + 1)
    return data[: 10 + 2 * contours] + b"\x00\x00" + data[at:end]


def _points_end(data: bytes, at: int, points: int) -> int:
    """Return where a glyph's points end; raise when they do not fit."""
    seen, size = 0, 0
    while seen < points:
        flag = data[at]
        at += 1
        repeat = 1
        if flag & 8:
            repeat += data[at]
            at += 1
        seen += repeat
        size += repeat * (_WIDE[flag & 0x12] + _TALL[flag & 0x24])
    if seen > points or at + size > len(data):
        raise ValueError("points")
    return at + size


_WIDE = {0x00: 2, 0x02: 1, 0x10: 0, 0x12: 1}
_TALL = {0x00: 2, 0x04: 1, 0x20: 0, 0x24: 1}


def _composite(data: bytes, count: int) -> bytes:
    out, at = [data[:10]], 10
    while True:
        flags, glyph = struct.unpack_from(">HH", data, at)
        if glyph >= count:
            raise ValueError("part")
        size = 4 + (4 if flags & _WORDS else 2)
        size += 2 if flags & _SCALE else 4 if flags & _XY else 8 if flags & _TWO else 0
        piece = data[at + 2 : at + size]
        if len(piece) != size - 2:
            raise ValueError("part")
        out.append(struct.pack(">H", flags & ~_INSTRUCTIONS) + piece)
        at += size
        if not flags & _MORE:
            return b"".join(out)


def _metrics(
    tables: dict[bytes, bytes], made: dict[bytes, bytes], count: int, head: bytes, body: bytes
) -> None:
    """Keep as many widths as there are glyphs; too few are no font."""
    if head not in tables or body not in tables or len(tables[head]) < 36:
        made.pop(head, None)
        made.pop(body, None)
        if head == b"hhea":
            raise ValueError("widths")
        return
    long = min(struct.unpack_from(">H", tables[head], 34)[0], count)
    size = 4 * long + 2 * (count - long)
    if not long:
        raise ValueError("widths")
    made[head] = tables[head][:34] + struct.pack(">H", long)
    made[body] = tables[body][:size].ljust(size, b"\0")


def _cmap(table: bytes, count: int) -> bytes:  # noqa: ARG001
    """Return the maps of formats 0, 4, 6 and 12, each checked; b"" when none is."""
    kept: list[tuple[int, int, bytes]] = []
    for at in range(min(struct.unpack_from(">H", table, 2)[0], 32)):
        platform, encoding, start = struct.unpack_from(">HHI", table, 4 + 8 * at)
        try:
            body = _submap(table, start)
        except (ValueError, IndexError, struct.error):
            body = b""
        if body and not any((platform, encoding) == each[:2] for each in kept):
            kept.append((platform, encoding, body))
    if not kept:
        return b""
    kept.sort()
    at, heads, bodies = 4 + 8 * len(kept), [], []
    for platform, encoding, body in kept:
        heads.append(struct.pack(">HHI", platform, encoding, at))
        bodies.append(body)
        at += len(body)
    return b"".join([struct.pack(">HH", 0, len(kept)), *heads, *bodies])


def _submap(table: bytes, start: int) -> bytes:
    format_ = struct.unpack_from(">H", table, start)[0]
    if format_ == 12:
        size = struct.unpack_from(">I", table, start + 4)[0]
        groups = struct.unpack_from(">I", table, start + 12)[0]
        sound = size == 16 + 12 * groups
    elif format_ in {0, 4, 6}:
        size = struct.unpack_from(">H", table, start + 2)[0]
        if format_ == 4 and start + size > len(table):
            size = len(table) - start
        segments = struct.unpack_from(">H", table, start + 6)[0]
        sound = {
            0: size == 262,
            4: 16 + 4 * segments <= size and not segments % 2,
            6: format_ == 6 and size >= 10 + 2 * struct.unpack_from(">H", table, start + 8)[0],
        }[format_]
    else:
        return b""
    body = table[start : start + size]
    return body if sound and len(body) == size else b""


def _post(table: bytes, count: int) -> bytes:
    """Return the names of glyphs when they are sound, else only the header."""
    if len(table) < 32:
        return b""
    if table[:4] != b"\x00\x02\x00\x00" or struct.unpack_from(">H", table, 32)[0] != count:
        return b"\x00\x03\x00\x00" + table[4:16] + bytes(16)
    indexes = struct.unpack_from(f">{count}H", table, 34)
    at = 34 + 2 * count
    names = max(indexes) - 257
    for _ in range(max(0, names)):
        if at >= len(table) or at + 1 + table[at] > len(table):
            return b"\x00\x03\x00\x00" + table[4:16] + bytes(16)
        at += 1 + table[at]
    return table[:16] + bytes(16) + table[32:at]


def _os2(table: bytes, count: int) -> bytes:  # noqa: ARG001
    return table[:78] if len(table) >= 78 and table[:2] <= b"\x00\x05" else b""


def _file(signature: bytes, tables: dict[bytes, bytes]) -> bytes:
    """Return the tables in order behind their directory, with their sums."""
    if b"OS/2" in tables:
        tables[b"OS/2"] = b"\x00\x00" + tables[b"OS/2"][2:]
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    out = [
        signature,
        struct.pack(">HHHH", count, 16 * power, power.bit_length() - 1, 16 * (count - power)),
    ]
    at, bodies = 12 + 16 * count, []
    for tag in sorted(tables):
        body = tables[tag] + bytes(-len(tables[tag]) % 4)
        out.append(struct.pack(">4sIII", tag, _sum(body), at, len(tables[tag])))
        bodies.append(body)
        at += len(body)
    return b"".join(out + bodies)


def _sum(body: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(body) // 4}I", body)
    return sum(words) & 0xFFFFFFFF
