"""The way back when nobody can assign roles any more: from the terminal, sealed, told."""

import shutil
import sqlite3

import pytest
from tests.entry.commands import run


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """An instance with its first person, who assigns roles; nothing may change it."""
    folder = tmp_path_factory.mktemp("begun")
    assert run("init", instance=folder).returncode == 0
    done = run(
        "first-account", "asa.taro", "朝霧 太郎", "アサギリ タロウ", "総務課", instance=folder
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def nobody(begun, tmp_path):
    """The same, after everybody's role was lost and the account was closed."""
    folder = tmp_path / "instance"
    shutil.copytree(begun, folder)
    change(folder, "DELETE FROM organization_roleholding")
    change(folder, "UPDATE organization_account SET is_active = 0")
    return folder


def change(folder, statement):
    database = sqlite3.connect(folder / "sekisho.sqlite3")
    with database:
        database.execute(statement)
    database.close()


def rows(folder, question):
    database = sqlite3.connect(folder / "sekisho.sqlite3")
    try:
        return database.execute(question).fetchall()
    finally:
        database.close()


def test_a_named_person_assigns_roles_again_and_it_is_sealed_and_told(nobody):
    done = run("restore-assigner", "asa.taro", instance=nobody)
    assert done.returncode == 0, done.stderr
    assert "再開したアカウントのパスワード: " in done.stdout
    assert rows(nobody, "SELECT role FROM organization_roleholding") == [("chief-officer",)]
    kinds = rows(nobody, "SELECT kind FROM evidence_record ORDER BY leaf_id DESC LIMIT 3")
    assert {kind for (kind,) in kinds} == {"role.assigned", "role.restored", "account.reopened"}
    assert len(rows(nobody, "SELECT id FROM notices_notice")) == 1
    # The ledger itself stands; what was deleted past the product is still named, and nothing else.
    verified = run("ledger", "verify", instance=nobody)
    assert verified.returncode == 1
    assert "改変の跡があります（1 か所）" in verified.stdout
    assert "「役割の割当て 1」の行がありません" in verified.stdout


@pytest.mark.parametrize(("name", "why"), [("nobody", "いません"), ("asa.taro", "既に")])
def test_what_cannot_be_done_is_2_and_changes_nothing(begun, name, why):
    before = rows(begun, "SELECT COUNT(*) FROM evidence_record")
    done = run("restore-assigner", name, instance=begun)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert "Traceback" not in done.stderr
    assert rows(begun, "SELECT COUNT(*) FROM evidence_record") == before
