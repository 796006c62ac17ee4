"""A counter-example replayed: the packet is sent through the rules in the kernel and looked for.

The rules are loaded in a network namespace that is made for it, with a veth pair in the place of
each of the two interfaces, and removed after it; the machine's own network is never touched. What
comes out at the other side is *confirmed*; what does not is not disproven (the kernel drops odd
sources before any rule).
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from sekisho.cli import confirm_peer
from sekisho.separation import Packet, State, Violation

VENDORS = ("nftables", "iptables")
_PROTOCOLS = {1, 6, 17, 47, 58}
_SECONDS = 60
_HERE, _THERE = "in0", "out0"  # the far ends of the two pairs
_SYSCTLS = (
    "net.ipv4.ip_forward=1",
    "net.ipv6.conf.all.forwarding=1",
    "net.ipv4.conf.all.rp_filter=0",  # sources lie nowhere: every route leads out
    "net.ipv4.conf.default.rp_filter=0",
    "net.ipv6.conf.default.accept_dad=0",
)


@dataclass(frozen=True, slots=True)
class Rules:
    """A configuration to load: whose it is, its family (of iptables), and its text."""

    vendor: str
    family: int
    text: str

    @property
    def words(self) -> tuple[str, ...]:
        """The command that loads the text from its input."""
        if self.vendor == "nftables":
            return ("nft", *(["-j"] if self.text.lstrip().startswith("{") else []), "-f", "-")
        return ("iptables-restore" if self.family == 4 else "ip6tables-restore",)  # noqa: PLR2004


class NotTriedError(Exception):
    """Nothing could be replayed; says why, in plain Japanese.

    `code`: not-root, missing (`names` are lacking), late, failed.
    """

    def __init__(self, message: str, code: str, names: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.names = tuple(names)


def confirmed(violations: Sequence[Violation], rules: Sequence[Rules]) -> list[bool | None]:
    """Return for each violation whether its packet was seen to pass; None: it was not tried.

    Raises `NotTriedError` when none can be.
    """
    if os.geteuid() != 0:
        raise NotTriedError("管理者（root）でないため、カーネルでは試していません。", "not-root")
    needed = {"ip", "sysctl", *(each.words[0] for each in rules)}
    missing = sorted(name for name in needed if shutil.which(name) is None)
    if missing:
        words = f"{'、'.join(missing)} がないため、カーネルでは試していません。"
        raise NotTriedError(words, "missing", missing)
    found: list[bool | None] = [None] * len(violations)
    for ends in dict.fromkeys(_ends(each.packet) for each in violations):
        tried = [
            number
            for number, each in enumerate(violations)
            if _ends(each.packet) == ends and _replayable(each)
        ]
        if tried:
            caught = _sent([violations[number].packet for number in tried], ends, rules)
            for at, number in enumerate(tried):
                found[number] = at in caught
    return found


def _ends(packet: Packet) -> tuple[str, str]:
    """Return the interfaces' names: one no rule names has a name of ours."""
    names = (packet.iif or "sekisho-in", packet.oif or "sekisho-out")
    return (names[0].replace("*", "0"), names[1].replace("*", "0"))


def _replayable(violation: Violation) -> bool:
    packet = violation.packet
    iif, oif = _ends(packet)
    return (
        iif != oif
        and packet.state is State.NEW
        and not packet.fragment
        and packet.protocol in _PROTOCOLS
        and len({step.device for step in violation.path}) == 1
    )


def _sent(packets: list[Packet], ends: tuple[str, str], rules: Sequence[Rules]) -> set[int]:
    with _router(ends) as (router, hosts):
        for each in rules:
            _inside(router, *each.words, text=each.text)
        words = (sys.executable, confirm_peer.__file__, _HERE, _THERE)
        said = _inside(hosts, *words, text=json.dumps([_job(packet) for packet in packets]))
        return set(json.loads(said))


def _job(packet: Packet) -> dict[str, int]:
    return {
        "family": packet.family,
        "source": packet.source,
        "destination": packet.destination,
        "protocol": packet.protocol,
        "source_port": packet.source_port,
        "destination_port": packet.destination_port,
        "flags": packet.tcp_flags or 2,
    }


@contextlib.contextmanager
def _router(ends: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """Make a router between two hosts in namespaces of our own; remove them whatever happens."""
    names = (f"sekisho-router-{os.getpid()}", f"sekisho-hosts-{os.getpid()}")
    made = []
    before = signal.signal(signal.SIGTERM, _stopped)
    try:
        for name in names:
            _run("ip", "netns", "add", name)
            made.append(name)
        for word in _SYSCTLS:
            _inside(names[0], "sysctl", "-qw", word)
        for side, (end, far) in enumerate(zip(ends, (_HERE, _THERE), strict=True), start=1):
            _pair(names, end, far, side)
        for six in ((), ("-6",)):
            via = "2001:db8:ffff:2::2" if six else "198.18.2.2"
            _run("ip", "-n", names[0], *six, "route", "add", "default", "via", via, "dev", ends[1])
        yield names
    finally:
        for name in made:
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)  # noqa: S603, S607  # our own
        signal.signal(signal.SIGTERM, before)


def _stopped(number: int, _frame: object) -> NoReturn:
    """Leave by way of the removal of what was made."""
    raise SystemExit(128 + number)


def _pair(names: tuple[str, str], end: str, far: str, side: int) -> None:
    """Join router and hosts by a veth pair; the router knows its neighbour without asking."""
    router, hosts = names
    host = confirm_peer.HOST.hex(":")
    _run(
        "ip", "-n", hosts, "link", "add", far, "address", host, "type", "veth",
        "peer", "name", end, "netns", router, "address", confirm_peer.ROUTER.hex(":"),
    )  # fmt: skip
    for name, link in ((router, end), (hosts, far)):
        _run("ip", "-n", name, "link", "set", link, "up")
    for six, net in (((), f"198.18.{side}."), (("-6",), f"2001:db8:ffff:{side}::")):
        bits, quick = ("64", ("nodad",)) if six else ("24", ())
        _run("ip", "-n", router, *six, "addr", "add", f"{net}1/{bits}", "dev", end, *quick)
        _run(
            "ip", "-n", router, "neigh", "add", f"{net}2", "lladdr", host, "dev", end,
            "nud", "permanent",
        )  # fmt: skip


def _inside(name: str, *words: str, text: str = "") -> str:
    return _run("ip", "netns", "exec", name, *words, text=text)


def _run(*words: str, text: str = "") -> str:
    try:
        done = subprocess.run(  # noqa: S603  # fixed words; no shell
            words, input=text, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotTriedError("カーネルでの確認が時間内に終わりませんでした。", "late") from error
    if done.returncode:
        said = done.stderr.strip()[:300]
        raise NotTriedError(
            f"カーネルでの確認ができませんでした（{' '.join(words[:6])}: {said}）。", "failed"
        )
    return done.stdout
