"""Run in a network namespace of its own: servers that must not be reached, and sessions that try.

Prints as JSON what arrived at each server from this namespace itself (the control), and what
arrived while two sessions tried from within. Nothing of the machine's own network is touched.
"""

import json
import socket
import subprocess
import sys
import threading
import time

from tests.screen import world
from tests.screen.test_session import given

from sekisho.screen import browser

# an LGWAN address, one of the My Number zone, a database, the metadata of a host
PLACES = (
    "10.20.0.5:443",
    "10.10.0.5:443",
    "10.20.0.9:5432",
    "169.254.169.254:80",
    "[fd00:20::5]:443",
)
NEIGHBOUR = 7777  # on the loopback of another session


def main() -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for place in PLACES:
        host = place.rpartition(":")[0].strip("[]")
        words = ["ip", "addr", "add", f"{host}/{128 if ':' in host else 32}", "dev", "lo"]
        subprocess.run([*words, "nodad"] if ":" in host else words, check=True)
    arrived: list[str] = []
    for place in PLACES:
        threading.Thread(target=listen, args=(place, arrived), daemon=True).start()
    time.sleep(1)
    for place in PLACES:
        host, _, port = place.rpartition(":")
        socket.create_connection((host.strip("[]"), int(port)), timeout=5).close()
    world.until(lambda: len(arrived) == len(PLACES))
    control = sorted(arrived)
    arrived.clear()
    json.dump({"control": control, "said": tried(), "arrived": arrived}, sys.stdout)


def listen(place: str, arrived: list[str]) -> None:
    host, _, port = place.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, int(port)), family=family) as server:
        while True:
            server.accept()[0].close()
            arrived.append(place)


def tried() -> str:
    """Have one session listen on its own loopback, and another try that and every place."""
    serve = f"socat TCP-LISTEN:{NEIGHBOUR},bind=127.0.0.1,fork SYSTEM:'echo reached'"
    tries = "; ".join(
        f"echo {place} $(timeout 3 socat -u /dev/null TCP:{place} 2>&1 | tail -1)"
        for place in (*PLACES, f"127.0.0.1:{NEIGHBOUR}")
    )
    out = f"{browser.DOWNLOADS}/said"
    whole = f"({tries}) >{browser.HOME}/said; mv {browser.HOME}/said {out}; sleep 600"
    with world.Running(world.options(1, warm=0)) as running:
        browser.words = lambda _options: ["/bin/sh", "-c", f"{serve}"]
        running.call(running.host.opened(given(session="neighbour", person="p-2")))
        time.sleep(1)
        browser.words = lambda _options: ["/bin/sh", "-c", whole]
        running.call(running.host.opened(given()))
        world.until(lambda: running.files, 60)
        return running.files[0][3].decode()


if __name__ == "__main__":
    main()
