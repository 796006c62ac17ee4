"""A zone policy made into a device's configuration."""

from sekisho.separation.compiling.nftables import compile_nftables

TARGETS = {"nftables": compile_nftables}

__all__ = ["TARGETS", "compile_nftables"]
