"""`sekisho collect`: settings, a run as a process of its own, and how it says it stands."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.collect.world import all_of, wait
from tests.icap.world import free_port

from sekisho.entry import main
from sekisho.entry.collect import collect_options
from sekisho.web.site.environment import SettingError
from sekisho.web.site.instance import create_instance


@pytest.fixture
def instance(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("SEKISHO_")]:
        monkeypatch.delenv(name)
    return create_instance(tmp_path / "var")


def test_settings_say_where_to_listen_and_what_to_follow(instance, monkeypatch):
    monkeypatch.setenv("SEKISHO_COLLECT_UDP", "off")
    monkeypatch.setenv("SEKISHO_COLLECT_TCP", "[::1]:6514")
    monkeypatch.setenv("SEKISHO_COLLECT_FILES", "squid=/var/log/squid/access.log")
    options = collect_options(instance)
    assert (options.udp, options.tcp, options.tls) == (None, ("::1", 6514), None)
    assert options.files == {"squid": Path("/var/log/squid/access.log")}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SEKISHO_COLLECT_TCP", "6514"),
        ("SEKISHO_COLLECT_TLS", "127.0.0.1:6514"),
        ("SEKISHO_COLLECT_FILES", "Squid Log=/x"),
        ("SEKISHO_COLLECT_NETWORKS", "everywhere"),
        ("SEKISHO_COLLECT_KEY", "/nowhere"),
    ],
)
def test_a_setting_that_cannot_be_used_is_exit_2_and_named(
    instance, monkeypatch, capsys, name, value
):
    monkeypatch.setenv(name, value)
    assert main(["collect", "--instance", str(instance.path)]) == 2
    assert capsys.readouterr().err.strip()


def test_settings_raise_their_own_error(instance, monkeypatch):
    monkeypatch.setenv("SEKISHO_COLLECT_TCP", "nowhere")
    with pytest.raises(SettingError):
        collect_options(instance)


def test_without_a_receiver_the_status_says_that_nothing_runs(instance, capsys):
    assert main(["collect", "--instance", str(instance.path), "status"]) == 0
    assert capsys.readouterr().out == "受け取っていません。\n"


def test_a_running_receiver_stores_and_says_so(instance, capsys):
    port = free_port()
    settings = {"SEKISHO_COLLECT_TCP": f"127.0.0.1:{port}", "SEKISHO_COLLECT_UDP": "off"}
    process = subprocess.Popen(
        [sys.executable, "-m", "sekisho.entry", "collect", "--instance", str(instance.path)],
        env=os.environ | settings | {"SEKISHO_COLLECT_FREE_MEGABYTES": "0"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert f"tcp 127.0.0.1:{port}" in process.stdout.readline()
        with socket.create_connection(("127.0.0.1", port)) as connection:
            all_of(connection, b"<13>one\n<13>two\n")

        def status():
            assert main(["collect", "--instance", str(instance.path), "status", "--json"]) == 0
            return json.loads(capsys.readouterr().out)

        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        told = wait(lambda: found if (found := status())["stored"] else None)
        assert told["channels"]["tcp-127.0.0.1"]["messages"] == 2
        assert (told["running"], told["full"]) == (True, False)
    finally:
        process.stdout.close()
        if process.poll() is None:
            process.kill()
            process.wait()
