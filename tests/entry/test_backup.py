"""What docs/operations.md says of backups: the way it names restores, the naive one does not."""

import json
import shutil
import sqlite3
import stat

import pytest
from tests.entry.commands import run

KEYS = ("secret.key", "ledger.key")


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """An instance whose ledger holds records and a checkpoint; nothing may change it."""
    folder = tmp_path_factory.mktemp("filled")
    assert run("init", instance=folder).returncode == 0
    assert run("worker", "--once", instance=folder).returncode == 0
    return folder


def size(folder):
    done = run("ledger", "verify", "--json", instance=folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["size"]


def with_keys(source, target):
    target.mkdir()
    for name in KEYS:
        shutil.copy2(source / name, target / name)
    return target


def test_a_copy_by_vacuum_restores_a_ledger_that_verifies(filled, tmp_path):
    target = with_keys(filled, tmp_path / "restored")
    with sqlite3.connect(filled / "sekisho.sqlite3") as database:
        database.execute("VACUUM INTO ?", (str(target / "sekisho.sqlite3"),))
    database.close()
    assert run("init", instance=target).returncode == 0
    assert size(target) == size(filled)


def test_init_over_restored_files_makes_no_new_key(filled, tmp_path):
    target = with_keys(filled, tmp_path / "restored")
    assert run("init", instance=target).returncode == 0
    for name in KEYS:
        assert (target / name).read_bytes() == (filled / name).read_bytes()
        assert stat.S_IMODE((target / name).stat().st_mode) == 0o600


def test_the_file_alone_lacks_what_still_stands_in_the_log(filled, tmp_path):
    live = tmp_path / "live"
    shutil.copytree(filled, live)
    writer = sqlite3.connect(live / "sekisho.sqlite3")
    writer.execute("PRAGMA wal_autocheckpoint=0")
    with writer:
        writer.execute("CREATE TABLE written_while_running (x)")
    assert (live / "sekisho.sqlite3-wal").stat().st_size
    alone, together = tmp_path / "alone", tmp_path / "together"
    for target in (alone, together):
        target.mkdir()
        shutil.copy(live / "sekisho.sqlite3", target)
    shutil.copy(live / "sekisho.sqlite3-wal", together)
    assert not has_table(alone)
    assert has_table(together)
    writer.close()


def has_table(folder):
    database = sqlite3.connect(folder / "sekisho.sqlite3")
    try:
        return bool(
            database.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'written_while_running'"
            ).fetchone()
        )
    finally:
        database.close()


def test_with_another_signing_key_the_ledger_does_not_pass_as_intact(filled, tmp_path):
    target = tmp_path / "other-key"
    shutil.copytree(filled, target)
    (target / "ledger.key").unlink()
    assert run("init", instance=target).returncode == 0
    done = run("ledger", "verify", "--json", instance=target)
    assert done.returncode == 1
    assert json.loads(done.stdout)["intact"] is False


def test_an_empty_database_beside_the_keys_says_what_to_run(filled, tmp_path):
    target = with_keys(filled, tmp_path / "empty")
    done = run("status", instance=target)
    assert (done.returncode, done.stdout) == (2, "")
    assert "sekisho init" in done.stderr


def test_a_file_that_is_no_database_is_2_and_not_a_traceback(filled, tmp_path):
    target = with_keys(filled, tmp_path / "broken")
    (target / "sekisho.sqlite3").write_bytes(b"not a database, but long enough to be read" * 99)
    done = run("status", instance=target)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_only_half_a_certificate_is_refused_before_anything_starts(filled, tmp_path):
    for half in ("--certificate", "--key"):
        done = run("serve", half, str(tmp_path / "x.pem"), instance=filled)
        assert (done.returncode, done.stdout) == (2, "")
        assert "両方" in done.stderr


def test_a_person_of_the_sample_that_does_not_exist_has_no_code(filled):
    done = run("sample-code", "nobody", instance=filled)
    assert (done.returncode, done.stdout) == (2, "")
