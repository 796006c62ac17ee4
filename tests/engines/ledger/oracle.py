"""The definitions of RFC 9162 §2.1 written down as they stand there: slow, recursive, obvious."""

from hashlib import sha256


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def tree_hash(datas: list[bytes]) -> bytes:
    """MTH(D[n]) of §2.1.1."""
    if not datas:
        return sha256(b"").digest()
    if len(datas) == 1:
        return sha256(b"\x00" + datas[0]).digest()
    k = split(len(datas))
    return sha256(b"\x01" + tree_hash(datas[:k]) + tree_hash(datas[k:])).digest()


def path(m: int, datas: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of §2.1.3.1."""
    if len(datas) == 1:
        return []
    k = split(len(datas))
    if m < k:
        return [*path(m, datas[:k]), tree_hash(datas[k:])]
    return [*path(m - k, datas[k:]), tree_hash(datas[:k])]


def proof(m: int, datas: list[bytes]) -> list[bytes]:
    """PROOF(m, D[n]) of §2.1.4.1, for 0 < m <= n."""
    return subproof(m, datas, whole=True)


def subproof(m: int, datas: list[bytes], *, whole: bool) -> list[bytes]:
    if m == len(datas):
        return [] if whole else [tree_hash(datas)]
    k = split(len(datas))
    if m <= k:
        return [*subproof(m, datas[:k], whole=whole), tree_hash(datas[k:])]
    return [*subproof(m - k, datas[k:], whole=False), tree_hash(datas[:k])]
