"""A router and its neighbours in network namespaces of the test's own, made and removed by it.

`World` holds one namespace with the rules under test and one with the hosts around it; packets
are put on the wire and caught there by a separate process, so no test opens a raw socket itself.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

INJECT = Path(__file__).parent / "inject.py"


def lacking():
    """Return why the kernel cannot be asked here, or ''."""
    if os.geteuid() != 0:
        return "root でないため、カーネルでは試していません。"
    missing = [name for name in ("nft", "ip") if shutil.which(name) is None]
    return f"{'、'.join(missing)} がないため、カーネルでは試していません。" if missing else ""


needs_kernel = pytest.mark.skipif(bool(lacking()), reason=lacking() or "-")


class World:
    """`zones` is the number of networks around the router: eth1 … ethN, hosts hN on the far end."""

    def __init__(self, zones=2, *, apart=False):
        self.zones = zones
        self.apart = apart  # every zone's host in a namespace of its own
        self.router = f"sekisho-r-{os.getpid()}"

    def host(self, zone):
        """Return the namespace of a zone's host."""
        return f"sekisho-h{zone if self.apart else ''}-{os.getpid()}"

    def __enter__(self):
        try:
            self._make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error):
        for name in self._names():
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)

    def _names(self):
        hosts = {self.host(zone) for zone in range(1, self.zones + 1)}
        return [self.router, *sorted(hosts)]

    def _make(self):
        for name in self._names():
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        for zone in range(1, self.zones + 1):
            self._join(zone)
        for name in ("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"):
            self.inside(self.router, "sysctl", "-qw", f"{name}=1")
        for name in ("all", "default", *(f"eth{z}" for z in range(1, self.zones + 1))):
            self.inside(self.router, "sysctl", "-qw", f"net.ipv4.conf.{name}.rp_filter=0")

    def _join(self, zone):
        here, there, host = f"eth{zone}", f"h{zone}", self.host(zone)
        mac_r, mac_h = f"02:00:00:00:01:{zone:02x}", f"02:00:00:00:02:{zone:02x}"
        run("ip", "link", "add", there, "netns", host, "address", mac_h, "type", "veth",
            "peer", "name", here, "netns", self.router, "address", mac_r)  # fmt: skip
        for name, link in ((self.router, here), (host, there)):
            self.inside(name, "sysctl", "-qw", f"net.ipv6.conf.{link}.accept_dad=0")
            run("ip", "-n", name, "link", "set", link, "up")
        run("ip", "-n", self.router, "addr", "add", f"192.0.{zone}.1/24", "dev", here)
        run(
            "ip",
            "-n",
            self.router,
            "-6",
            "addr",
            "add",
            f"2001:db8:{zone}::1/64",
            "dev",
            here,
            "nodad",
        )
        for via in (f"192.0.{zone}.2", f"2001:db8:{zone}::2"):
            run(
                "ip",
                "-n",
                self.router,
                "neigh",
                "add",
                via,
                "lladdr",
                mac_h,
                "dev",
                here,
                "nud",
                "permanent",
            )
        if self.apart:
            run("ip", "-n", host, "addr", "add", f"192.0.{zone}.2/24", "dev", there)
            run(
                "ip",
                "-n",
                host,
                "-6",
                "addr",
                "add",
                f"2001:db8:{zone}::2/64",
                "dev",
                there,
                "nodad",
            )
            run("ip", "-n", host, "route", "add", "default", "via", f"192.0.{zone}.1")
            run("ip", "-n", host, "-6", "route", "add", "default", "via", f"2001:db8:{zone}::1")

    def route(self, prefix, zone):
        """Send a prefix to a zone's host."""
        six = ":" in prefix
        via = f"2001:db8:{zone}::2" if six else f"192.0.{zone}.2"
        run("ip", "-n", self.router, *(["-6"] if six else []), "route", "add", prefix, "via", via)

    def inside(self, name, *words, **how):
        """Run a command in a namespace; return its output."""
        return run("ip", "netns", "exec", name, *words, **how)

    def load(self, text):
        """Replace the router's rules; return what the kernel holds, as nft's JSON."""
        self.inside(self.router, "nft", "-f", "-", input="flush ruleset\n" + text)
        return self.listed()

    def listed(self):
        """Return the router's rules as nft's JSON."""
        return self.inside(self.router, "nft", "-j", "list", "ruleset")

    def arrived(self, frames, *, iif=1, oif=2):
        """Put frames on the wire of one zone; return the numbers of those caught in another."""
        words = [sys.executable, str(INJECT), f"h{iif}", f"h{oif}"]
        text = "\n".join(frame.hex() for frame in frames)
        return set(json.loads(self.inside(self.host(iif), *words, input=text)))


def run(*words, **how):
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=300, **how)
    assert done.returncode == 0, (words[:8], done.stderr[:2000])
    return done.stdout
