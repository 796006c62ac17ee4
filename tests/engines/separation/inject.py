"""Puts frames on one interface and tells which of them came out at another (a separate process).

usage: inject.py SEND CATCH   frames on stdin, a line of hex each; the last four bytes of a frame
are its number. Prints the numbers caught as JSON.
"""

import json
import select
import socket
import struct
import sys
import time

_ALL = 3
_BURST = 32
_FORCED_BUFFER = 33  # SO_RCVBUFFORCE


def main():
    send, catch = sys.argv[1:]
    frames = [bytes.fromhex(line) for line in sys.stdin.read().split()]
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL))
    out.bind((send, 0))
    into = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL))
    into.bind((catch, 0))
    into.setsockopt(socket.SOL_SOCKET, _FORCED_BUFFER, 64 << 20)
    into.setblocking(False)
    caught = set()

    def read():
        while True:
            try:
                data = into.recv(65535)
            except BlockingIOError:
                return
            if len(data) >= 8 and data[-8:-4] == b"SEKI":
                caught.add(struct.unpack("!I", data[-4:])[0])

    for at, frame in enumerate(frames):
        out.send(frame)
        if at % _BURST == 0:
            read()
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        if select.select([into], [], [], 0.05)[0]:
            read()
            end = max(end, time.monotonic() + 0.2)
    sys.stdout.write(json.dumps(sorted(caught)))


main()
