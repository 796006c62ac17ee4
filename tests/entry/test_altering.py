"""Whoever writes into the database file with another program, and what the terminal says of it."""

import json
import shutil
import sqlite3

import pytest
from tests.entry.commands import run

ATTACKS = {
    "a sealed row": (("UPDATE evidence_leaf SET data = replace(data, 'zone', 'zxne')"
                     ' WHERE "index" = 0'), "altered"),
    "a sealed row, as bytes": ("UPDATE evidence_leaf SET data = x'7b7d' WHERE \"index\" = 7",
                               "altered"),
    "a column that is no day": ("UPDATE evidence_record SET at = 'いつか' WHERE leaf_id = 3",
                                "columns"),
    "a checkpoint, as bytes": ("UPDATE evidence_checkpoint SET text = x'00ff'",
                               "checkpoint-refused"),
    "a role's day that is none": ("UPDATE organization_roleholding SET from_date = 'きのう'",
                                  "row-changed"),
    "a clause's words": ("UPDATE policies_clause SET text = '努力する。' WHERE clause_id = '7'",
                         "row-changed"),
    "a clause's topics": (("DELETE FROM policies_clausetopic WHERE id ="
                          " (SELECT min(id) FROM policies_clausetopic)"), "row-changed"),
    "a clause's demand": ("UPDATE policies_clause SET demands = 0 WHERE clause_id = '7'",
                          "row-changed"),
    "an exemption": ("UPDATE controls_setaside SET until_date = '2030-03-31'", "row-changed"),
    "a role": (("UPDATE organization_roleholding SET role = 'ciso' WHERE role = 'auditor'"
               " OR role = 'audit-head'"), "row-changed"),
    "a pledge": (("UPDATE policies_pledge SET confirmed_at = '2026-06-01', way = 'self'"
                 " WHERE confirmed_at IS NULL"), "row-unsealed"),
    "a decision": ("DELETE FROM approvals_application WHERE state = 'approved'", "row-removed"),
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    assert run("init", instance=folder).returncode == 0
    assert run("sample", instance=folder).returncode == 0
    return folder


def write(folder, statement):
    with sqlite3.connect(folder / "sekisho.sqlite3") as database:
        assert database.execute(statement).rowcount, "nothing was changed"
    database.close()


@pytest.mark.parametrize("attack", ATTACKS)
def test_it_is_found_and_named(filled, tmp_path, attack):
    statement, code = ATTACKS[attack]
    folder = shutil.copytree(filled, tmp_path / "instance")
    write(folder, statement)
    done = run("ledger", "verify", "--json", instance=folder)
    found = json.loads(done.stdout)
    assert (done.returncode, found["intact"]) == (1, False)
    assert code in {each["code"] for each in found["problems"]}


def test_a_person_reads_the_same_at_the_terminal(filled, tmp_path):
    folder = shutil.copytree(filled, tmp_path / "instance")
    write(folder, ATTACKS["a role"][0])
    found = json.loads(run("ledger", "verify", "--json", instance=folder).stdout)
    said = run("ledger", "verify", instance=folder)
    assert said.returncode == 1
    for each in found["problems"]:
        assert each["message"] in said.stdout


def test_the_status_of_a_changed_document_is_not_told_without_a_warning(filled, tmp_path):
    folder = shutil.copytree(filled, tmp_path / "instance")
    before = run("status", instance=folder)
    assert (before.returncode, before.stderr) == (0, "")
    write(folder, ATTACKS["a clause's words"][0])
    after = run("status", "--json", instance=folder)
    assert "封印した時のものと違います" in after.stderr
    assert json.loads(after.stdout)["clauses"]


def test_the_sample_verifies_names_its_body_and_speaks_japanese(filled):
    assert run("ledger", "verify", instance=filled).returncode == 0
    told = run("status", instance=filled)
    assert "○ 実施中" in told.stdout
    assert "in force" not in told.stdout
    assert "SEKISHO_BODY_NAME=朝霧市職員共済組合" in (filled / "settings.env").read_text("utf-8")
