"""`sekisho icap`: settings, what it prints, and a whole run as a process of its own."""

import os
import signal
import subprocess
import sys

import pytest
from tests.icap.world import Proxy, free_port

from sekisho.entry import main
from sekisho.quarantine import LocalStore
from sekisho.web.site.instance import create_instance

ATTACHED = b'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="a.txt"\r\n'


@pytest.fixture
def instance(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("SEKISHO_")]:
        monkeypatch.delenv(name)
    return create_instance(tmp_path / "var").path


def with_settings(instance, *lines):
    (instance / "settings.env").write_text("\n".join(lines) + "\n", "utf-8")


def test_the_lines_for_squid_name_both_services_and_forbid_a_way_round(instance, capsys):
    with_settings(instance, "SEKISHO_ICAP_LISTEN=127.0.0.1:11344")
    assert main(["icap", "--instance", str(instance), "squid-config"]) == 0
    lines = capsys.readouterr().out
    assert "reqmod_precache icap://127.0.0.1:11344/upload bypass=off" in lines
    assert "respmod_precache icap://127.0.0.1:11344/download bypass=off" in lines
    assert "bypass=on" not in lines


@pytest.mark.parametrize(
    "line",
    [
        "SEKISHO_ICAP_LISTEN=nowhere",
        "SEKISHO_ICAP_UPLOADS=perhaps",
        "SEKISHO_ICAP_NETWORKS=0.0.0.0/0",
        "SEKISHO_ICAP_MEGABYTES=0",
    ],
)
def test_a_setting_that_cannot_be_used_is_named(instance, capsys, line):
    with_settings(instance, line)
    assert main(["icap", "--instance", str(instance), "squid-config"]) == 2
    assert capsys.readouterr().err


def test_without_its_keys_it_does_not_start(instance, capsys):
    (instance / "quarantine.keys").unlink(missing_ok=True)
    assert main(["icap", "--instance", str(instance)]) == 2
    assert "鍵" in capsys.readouterr().err


def test_it_runs_as_a_program_and_stops_when_told(instance):
    port = free_port()
    with_settings(instance, f"SEKISHO_ICAP_LISTEN=127.0.0.1:{port}")
    command = [sys.executable, "-m", "sekisho.entry", "icap", "--instance", str(instance)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert f"127.0.0.1:{port}" in running.stdout.readline()
            with Proxy(("127.0.0.1", port)) as proxy:
                answer = proxy.response(b"abc\r\n", ATTACHED)
            assert answer.http_status == 200, answer.text
            (row,) = (instance / "downloads").glob("*.json")
            store = LocalStore(instance / "quarantine", instance / "quarantine.keys")
            assert store.get(row.stem) == b"abc\r\n"
        finally:
            running.send_signal(signal.SIGTERM)
            assert running.wait(timeout=30) == 0
