"""Writes OLE2 compound files (MS-CFB, version 3) from a mapping of paths to bytes."""

import struct

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096


class _Node:
    def __init__(self, name, data=None):
        self.name, self.data, self.children = name, data, {}
        self.id = self.left = self.right = self.child = _FREE
        self.start, self.size = _END, 0


def written(streams: dict[str, bytes]) -> bytes:
    root = _Node("Root Entry")
    for path, data in streams.items():
        node = root
        *folders, last = path.split("/")
        for folder in folders:
            node = node.children.setdefault(folder, _Node(folder))
        node.children[last] = _Node(last, data)
    nodes = _numbered(root)
    mini, mini_fat, sectors, fat = b"", [], [], []

    def chain(data):
        if not data:
            return _END
        start = len(fat)
        pieces = [
            data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)
        ]
        sectors.extend(pieces)
        fat.extend([*range(start + 1, start + len(pieces)), _END])
        return start

    for node in nodes[1:]:
        if node.data is None:
            continue
        node.size = len(node.data)
        if 0 < node.size < _CUTOFF:
            node.start = len(mini_fat)
            count = -(-node.size // _MINI)
            mini += node.data.ljust(count * _MINI, b"\0")
            mini_fat += [*range(node.start + 1, node.start + count), _END]
        else:
            node.start = chain(node.data)
    root.start, root.size = chain(mini), len(mini)
    packed = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    packed = packed.ljust(-(-len(packed) // _SECTOR) * _SECTOR, b"\xff")
    mini_start = chain(packed)
    directory_start = chain(b"".join(_entry(node) for node in nodes))
    fat_count = 1
    while (len(fat) + fat_count) * 4 > fat_count * _SECTOR:
        fat_count += 1
    first = len(fat)
    table = [*fat, *[_FAT] * fat_count]
    table += [_FREE] * (fat_count * 128 - len(table))
    sectors.append(struct.pack(f"<{len(table)}I", *table))
    places = [*range(first, first + fat_count), *[_FREE] * (109 - fat_count)]
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6,
        0, fat_count, directory_start, 0, _CUTOFF, mini_start, -(-len(packed) // _SECTOR), _END, 0,
    )  # fmt: skip
    return header + struct.pack("<109I", *places) + b"".join(sectors)


def _numbered(root):
    nodes = [root]

    def number(node):
        children = sorted(node.children.values(), key=lambda c: (len(c.name), c.name.upper()))
        for child in children:
            child.id = len(nodes)
            nodes.append(child)
        node.child = _tree(children)
        for child in children:
            if child.data is None:
                number(child)

    root.id = 0
    number(root)
    return nodes


def _tree(children):
    if not children:
        return _FREE
    middle = len(children) // 2
    node = children[middle]
    node.left, node.right = _tree(children[:middle]), _tree(children[middle + 1 :])
    return node.id


def _entry(node):
    name = node.name.encode("utf-16-le")
    kind = 5 if node.id == 0 else 2 if node.data is not None else 1
    head = name.ljust(64, b"\0") + struct.pack(
        "<HBBIII", len(name) + 2, kind, 1, node.left, node.right, node.child
    )
    return (
        head + bytes(16) + struct.pack("<I8x8xIII", 0, node.start if kind != 1 else 0, node.size, 0)
    )
