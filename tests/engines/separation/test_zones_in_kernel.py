"""Three zones, a router with the compiled rules, and real TCP, UDP and ICMP in both families."""

import subprocess
import sys
from datetime import date

import pytest
from tests.engines.separation import kernel

from sekisho.separation import compile_nftables, read_policy

pytestmark = [pytest.mark.verification, kernel.needs_kernel]

ZONES = """zones:
  mynumber: {prefixes: [192.0.1.0/24, "2001:db8:1::/64"], interfaces: [eth1]}
  lgwan: {prefixes: [192.0.2.0/24, "2001:db8:2::/64"], interfaces: [eth2]}
  internet: {prefixes: ["0.0.0.0/0", "::/0"], interfaces: [eth3]}
flows:
  - {from: lgwan, to: internet, destination: [192.0.3.2/32, "2001:db8:3::2/128"], protocol: tcp, ports: [8080]}
  - {from: lgwan, to: internet, destination: ["2001:db8:3::2/128"], protocol: udp, ports: [5353]}
  - {from: lgwan, to: internet, protocol: icmp, icmp_types: [8]}
  - {from: lgwan, to: internet, protocol: icmpv6, icmp_types: [128]}
"""
LISTEN = """
import socket, sys, threading
def tcp(family, port):
    s = socket.socket(family, socket.SOCK_STREAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    s.bind(('', port)); s.listen()
    while True:
        c, _ = s.accept(); c.sendall(b'ok'); c.close()
def udp(family, port):
    s = socket.socket(family, socket.SOCK_DGRAM)
    if family == socket.AF_INET6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    s.bind(('', port))
    while True:
        data, who = s.recvfrom(99); s.sendto(data, who)
for family in (socket.AF_INET, socket.AF_INET6):
    for work, port in ((tcp, 8080), (tcp, 9090), (udp, 5353)):
        threading.Thread(target=work, args=(family, port), daemon=True).start()
print('ready', flush=True)
sys.stdin.read()
"""
ASK = """
import socket, sys
kind, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
family = socket.AF_INET6 if ':' in host else socket.AF_INET
if kind == 'ping':
    six = family == socket.AF_INET6
    s = socket.socket(family, socket.SOCK_RAW, 58 if six else 1)
    s.settimeout(0.6)
    head = bytes([128 if six else 8, 0, 0, 0, 0x5E, 0xC1, 0, 1])
    total = sum(int.from_bytes(head[i:i + 2], 'big') for i in (0, 2, 4, 6))
    total = ~((total >> 16) + (total & 0xFFFF)) & 0xFFFF
    s.sendto(head if six else head[:2] + total.to_bytes(2, 'big') + head[4:], (host, 0))
    try:
        while True:
            data, who = s.recvfrom(999)
            reply = data if six else data[(data[0] & 15) * 4:]
            if who[0] == host and reply[0] == (129 if six else 0) and reply[4:6] == head[4:6]:
                print('yes')
                sys.exit()
    except OSError:
        print('no')
        sys.exit()
s = socket.socket(family, socket.SOCK_STREAM if kind == 'tcp' else socket.SOCK_DGRAM)
s.settimeout(0.6)
try:
    s.connect((host, port)); s.sendall(b'x') if kind == 'udp' else None
    print('yes' if s.recv(9) else 'no')
except OSError:
    print('no')
"""


def reaches(world, source, destination, kind, port=0, family=4):
    host = f"192.0.{destination}.2" if family == 4 else f"2001:db8:{destination}::2"
    words = (sys.executable, "-c", ASK, kind, host, str(port))
    return world.inside(world.host(source), *words).strip() == "yes"


@pytest.fixture(scope="module")
def world():
    with kernel.World(3, apart=True) as made:
        made.load(compile_nftables(read_policy(ZONES), at=date(2026, 12, 1)))
        listeners = [
            subprocess.Popen(
                ["ip", "netns", "exec", made.host(zone), sys.executable, "-c", LISTEN],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for zone in (1, 2, 3)
        ]
        try:
            for each in listeners:
                assert each.stdout.readline() == b"ready\n"
            yield made
        finally:
            for each in listeners:
                each.communicate()


@pytest.mark.parametrize(
    ("kind", "port", "family", "permitted"),
    [
        ("tcp", 8080, 4, True),
        ("tcp", 8080, 6, True),
        ("tcp", 9090, 4, False),
        ("tcp", 9090, 6, False),
        ("udp", 5353, 6, True),
        ("udp", 5353, 4, False),
        ("ping", 0, 4, True),
        ("ping", 0, 6, True),
    ],
)
def test_lgwan_reaches_the_internet_by_its_flows_only(world, kind, port, family, permitted):
    assert reaches(world, 2, 3, kind, port, family) == permitted


@pytest.mark.parametrize("family", [4, 6])
@pytest.mark.parametrize("pair", [(1, 2), (1, 3), (2, 1), (3, 1), (3, 2)])
def test_nobody_else_reaches_anybody(world, pair, family):
    for kind, port in (("tcp", 8080), ("udp", 5353)):
        assert not reaches(world, *pair, kind, port, family)


def test_what_was_dropped_is_counted(world):
    reaches(world, 1, 3, "tcp", 8080)
    text = world.inside(world.router, "nft", "list", "chain", "inet", "sekisho", "z1_to_z3")
    assert "counter packets 0" not in text
