"""`sekisho mailgate` and `sekisho quarantine`: exit codes, what they print, what they refuse."""

import json
import os
import signal
import smtplib
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from tests.entry.commands import run as command
from tests.mailgate.letters import hostile, plain
from tests.mailgate.world import OURS, Sink, Town, free_port

from sekisho.entry import main
from sekisho.quarantine import LocalStore
from sekisho.web.site.instance import create_instance


@pytest.fixture
def instance(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("SEKISHO_")]:
        monkeypatch.delenv(name)
    path = create_instance(tmp_path / "var").path
    (path / "settings.env").write_text(f"SEKISHO_MAILGATE_DOMAINS={OURS}\n", "utf-8")
    return path


def run(instance, *words):
    return main([words[0], "--instance", str(instance), *words[1:]])


def with_doubt(instance):
    """Leave one message in the spool whose answer was never seen."""
    with Sink() as sink, Town(instance, sink.port) as town:
        sink.answers = ["hang up"]
        town.send(plain())
        town.settled(1)
        return town.held[0]


def test_held_mail_is_listed_with_what_to_do(instance, capsys):
    number = with_doubt(instance)
    assert run(instance, "mailgate", "held") == 0
    assert "届いたか分かりません" in capsys.readouterr().out
    assert run(instance, "mailgate", "held", "--json") == 0
    row = json.loads(capsys.readouterr().out)["held"][0]
    assert (row["number"], row["recipients"]) == (number, {f"hanako@{OURS}": "doubt"})


def test_resend_puts_a_doubtful_message_on_its_way_once(instance, capsys):
    number = with_doubt(instance)
    assert run(instance, "mailgate", "resend", "no-such") == 2
    assert run(instance, "mailgate", "resend", number) == 0
    assert run(instance, "mailgate", "resend", number) == 2
    assert "受付番号" in capsys.readouterr().err
    with Sink() as sink, Town(instance, sink.port) as town:
        town.settled(1)
        assert len(sink.got) == 1


def test_nothing_is_resent_while_the_gateway_runs(instance, capsys):
    number = with_doubt(instance)
    with Town(instance, free_port()):
        assert run(instance, "mailgate", "resend", number) == 2
    assert "動いています" in capsys.readouterr().err


def test_what_was_not_made_safe_cannot_be_resent(instance):
    from tests.mailgate.letters import ambiguous

    with Sink() as sink, Town(instance, sink.port) as town:
        town.send(ambiguous())
        town.settled(1)
        number = town.held[0]
    assert run(instance, "mailgate", "resend", number) == 2


def test_status_tells_how_old_the_queue_is(instance, capsys):
    assert run(instance, "mailgate", "status", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "waiting": 0,
        "oldest_seconds": None,
        "held": 0,
        "done": 0,
    }
    with Town(instance, free_port()) as town:
        town.send(plain())
    assert run(instance, "mailgate", "status", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["waiting"] == 1
    assert isinstance(found["oldest_seconds"], int)
    assert run(instance, "mailgate", "status") == 0
    assert "1 通" in capsys.readouterr().out


def test_the_postfix_configuration_is_printed(instance, capsys):
    assert run(instance, "mailgate", "postfix-config") == 0
    assert "content_filter = sekisho:127.0.0.1:10025" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line",
    [
        "SEKISHO_MAILGATE_DOMAINS=",
        "SEKISHO_MAILGATE_LISTEN=10025",
        "SEKISHO_MAILGATE_NEXT=host:port",
        "SEKISHO_MAILGATE_LINKS=live",
        "SEKISHO_MAILGATE_TLS=must",
        "SEKISHO_MAILGATE_KEY=/no/such/file",
        "SEKISHO_MAILGATE_NETWORKS=everywhere",
        "SEKISHO_MAILGATE_MEGABYTES=many",
    ],
)
def test_a_setting_that_cannot_be_used_is_named(instance, capsys, line):
    (instance / "settings.env").write_text(f"SEKISHO_MAILGATE_DOMAINS={OURS}\n{line}\n", "utf-8")
    assert run(instance, "mailgate") == 2
    assert capsys.readouterr().err.strip()


def test_without_its_keys_the_gateway_does_not_start(instance, capsys):
    (instance / "quarantine.keys").unlink()
    assert run(instance, "mailgate") == 2
    assert "鍵がありません" in capsys.readouterr().err


def test_the_key_is_rotated_and_originals_still_open(instance, capsys):
    store = LocalStore(instance / "quarantine", instance / "quarantine.keys")
    store.put("n1", b"original", kind="mail", at=datetime(2026, 11, 30, tzinfo=UTC))
    before = (instance / "quarantine.keys").read_text()
    assert run(instance, "quarantine", "rotate-key") == 0
    assert "1 件" in capsys.readouterr().out
    assert (instance / "quarantine.keys").read_text() != before
    assert store.get("n1") == b"original"


def test_nothing_is_destroyed_where_no_database_can_take_the_evidence(instance):
    store = LocalStore(instance / "quarantine", instance / "quarantine.keys")
    store.put("n1", b"original", kind="mail", at=datetime(2025, 1, 1, tzinfo=UTC))
    done = command("quarantine", "expire", instance=instance)
    assert done.returncode == 2
    assert "sekisho init" in done.stderr
    assert [kept.number for kept in store.every()] == ["n1"]


def test_what_is_out_of_time_is_destroyed_but_not_what_is_held(instance):
    store = LocalStore(instance / "quarantine", instance / "quarantine.keys")
    old = datetime(2025, 1, 1, tzinfo=UTC)
    held = with_doubt(instance)
    store.destroy(held)
    store.put(held, b"of a held mail", kind="mail-held", at=old)
    store.put("n1", b"original", kind="mail", at=old)
    assert command("init", instance=instance).returncode == 0
    done = command("quarantine", "expire", instance=instance)
    assert done.returncode == 0, done.stderr
    assert "1 件" in done.stdout
    assert [kept.number for kept in store.every()] == [held]
    verified = command("ledger", "verify", instance=instance)
    assert verified.returncode == 0, verified.stdout


def test_the_program_runs_takes_a_mail_across_its_sandbox_and_stops(instance):
    own = free_port()
    with Sink() as sink:
        (instance / "settings.env").write_text(
            f"SEKISHO_MAILGATE_DOMAINS={OURS}\nSEKISHO_MAILGATE_LISTEN=127.0.0.1:{own}\n"
            f"SEKISHO_MAILGATE_NEXT=127.0.0.1:{sink.port}\n",
            "utf-8",
        )
        command = [sys.executable, "-m", "sekisho.entry", "mailgate", "--instance", str(instance)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert "動かしています".encode() in process.stdout.readline()
            with smtplib.SMTP("127.0.0.1", own, "front.example", timeout=60) as smtp:
                smtp.sendmail("a@partner.example.jp", [f"hanako@{OURS}"], hostile())
            arrived = sink.wait(1, seconds=120)
            process.send_signal(signal.SIGTERM)
            errors = process.communicate(timeout=60)[1].decode()
        assert process.returncode == 0, errors
    assert len(arrived) == 1, errors
    assert b"<script" not in arrived[0][2]
