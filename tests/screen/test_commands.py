"""`sekisho screen`: settings, files that come out, and a whole run as a process of its own."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from tests.icap.world import free_port
from tests.screen import world
from tests.screen.test_door import opened

from sekisho.entry import main
from sekisho.entry.screen import Deliveries, screen_options
from sekisho.quarantine import LocalStore, QuarantineError
from sekisho.screen import LocalJournal, Ticket, Unusable, issue
from sekisho.web.site.environment import SettingError, Settings
from sekisho.web.site.instance import create_instance


@pytest.fixture
def instance(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("SEKISHO_")]:
        monkeypatch.delenv(name)
    return create_instance(tmp_path / "var")


class TestSettings:
    def test_without_a_word_it_listens_on_this_machine_alone(self):
        options = screen_options(Settings({}))
        assert options.listen == ("127.0.0.1", 8210)
        assert [each.name for each in options.profiles] == ["internet"]
        assert options.origins == ("http://localhost:8000",)

    def test_work_with_my_number_reaches_the_named_hosts_and_no_other(self):
        options = screen_options(
            Settings(
                {
                    "SEKISHO_SCREEN_MYNUMBER_HOSTS": "www.example.lg.jp,.example.go.jp",
                    "SEKISHO_SCREEN_REFUSED_NETWORKS": "203.0.113.0/24",
                }
            )
        )
        profile = options.profile("mynumber")
        assert profile.names("a.example.go.jp")
        assert not profile.names("www.example.com")
        assert not profile.reaches("203.0.113.9")

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("SEKISHO_SCREEN_LISTEN", "nowhere"),
            ("SEKISHO_SCREEN_PORTS", "80,x"),
            ("SEKISHO_SCREEN_SESSIONS", "0"),
            ("SEKISHO_SCREEN_WARM", "99"),
            ("SEKISHO_SCREEN_HOST", "a b"),
            ("SEKISHO_SCREEN_REFUSED_NETWORKS", "10.0.0.1/8"),
        ],
    )
    def test_a_setting_that_cannot_be_used_is_named(self, name, value):
        with pytest.raises((SettingError, Unusable)):
            screen_options(Settings({name: value}))

    def test_a_missing_program_is_named_and_nothing_runs(self, instance, monkeypatch, capsys):
        monkeypatch.setattr(shutil, "which", lambda name: None if name == "Xvnc" else "/usr/bin/x")
        assert main(["screen", "--instance", str(instance.path)]) == 2
        assert "Xvnc" in capsys.readouterr().err

    def test_without_its_keys_it_does_not_start(self, instance, monkeypatch, capsys):
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
        (instance.path / "quarantine.keys").unlink()
        assert main(["screen", "--instance", str(instance.path)]) == 2
        assert "鍵" in capsys.readouterr().err

    def test_its_secret_is_made_once_and_for_the_owner_alone(self, instance):
        first = instance.screen_key()
        assert len(first) == 32
        assert instance.screen_key() == first
        assert (instance.path / "screen.key").stat().st_mode & 0o777 == 0o600


class TestFiles:
    def test_a_file_is_kept_encrypted_before_it_is_told_of(self, instance):
        store = LocalStore(instance.path / "quarantine", instance.path / "quarantine.keys")
        journal = LocalJournal(instance.path / "screen")
        deliveries = Deliveries(store, journal, "screen-1")
        asyncio.run(deliveries.deliver("s-1", "p-1", "名簿.csv", world.CSV))
        (file,) = (instance.path / "screen").glob("*.json")
        row = json.loads(file.read_bytes())
        assert (row["kind"], row["person"], row["details"]["name"]) == ("file", "p-1", "名簿.csv")
        assert store.get(row["details"]["number"]) == world.CSV

    def test_a_file_that_cannot_be_kept_is_not_told_of(self, instance):
        class Full:
            def put(self, *_, **__):
                raise QuarantineError("full")

        journal = world.Journal()
        asyncio.run(Deliveries(Full(), journal, "screen-1").deliver("s", "p", "a.txt", b"x"))
        assert not journal.records


@pytest.mark.skipif(bool(world.missing()), reason=world.missing())
def test_it_runs_as_a_program_and_stops_when_told(instance):
    port = free_port()
    (instance.path / "settings.env").write_text(
        f"SEKISHO_SCREEN_LISTEN=127.0.0.1:{port}\nSEKISHO_SCREEN_WARM=0\n", "utf-8"
    )
    command = [sys.executable, "-m", "sekisho.entry", "screen", "--instance", str(instance.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert f"127.0.0.1:{port}" in running.stdout.readline()
            time.sleep(1.1)  # a ticket is of a later second than the host
            ticket = Ticket("s-1", "p-1", "lgwan", "127.0.0.1", "screen-1", "internet",
                            int(time.time()))  # fmt: skip
            word = issue(ticket, instance.screen_key())
            address = f"ws://127.0.0.1:{port}/session?ticket={word}"
            assert opened(address, origin="http://localhost:8000") == (1366, 768)
        finally:
            running.send_signal(signal.SIGTERM)
            assert running.wait(timeout=30) == 0
    kinds = [json.loads(each.read_bytes())["kind"] for each in (instance.path / "screen").iterdir()]
    assert sorted(kinds) == ["ended", "opened"]
