"""The instance directory, its settings, and the commands over it."""

import json
import os
import re
import stat
import subprocess
import sys

import pytest

from sekisho.web.site.databases import database
from sekisho.web.site.environment import SettingError, Settings, parse_env_file
from sekisho.web.site.instance import NoInstanceError, create_instance, locate, open_instance


def run(*args: str, instance=None, **extra: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("SEKISHO_", "DJANGO_"))}
    if instance is not None:
        env["SEKISHO_INSTANCE"] = str(instance)
    return subprocess.run(
        [sys.executable, "-m", "sekisho.entry", *args],
        env=env | extra,
        text=True,
        capture_output=True,
        check=False,
    )


def test_keys_are_made_once_and_only_for_the_owner(tmp_path):
    first = create_instance(tmp_path / "new")
    keys = [(file.name, file.read_bytes()) for file in sorted(first.path.iterdir())]
    create_instance(tmp_path / "new")
    assert keys == [(file.name, file.read_bytes()) for file in sorted(first.path.iterdir())]
    assert {stat.S_IMODE(file.stat().st_mode) for file in first.path.iterdir()} == {0o600}
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o700


def test_where_there_is_none_the_message_says_how_to_make_one(tmp_path):
    with pytest.raises(NoInstanceError, match="sekisho init"):
        open_instance(tmp_path)


def test_the_option_wins_over_the_variable_over_the_default(tmp_path, monkeypatch):
    monkeypatch.setenv("SEKISHO_INSTANCE", str(tmp_path / "variable"))
    assert locate(str(tmp_path / "option")) == tmp_path / "option"
    assert locate() == tmp_path / "variable"
    monkeypatch.delenv("SEKISHO_INSTANCE")
    assert locate().name == "var"


def test_the_environment_wins_over_the_settings_file(tmp_path):
    instance = create_instance(tmp_path)
    (tmp_path / "settings.env").write_text("# 注\n\nSEKISHO_MAIL_HOST = mail\nSEKISHO_A=1\n")
    settings = instance.settings({"SEKISHO_A": "2", "HOME": "x"})
    assert (settings.text("SEKISHO_MAIL_HOST"), settings.text("SEKISHO_A")) == ("mail", "2")
    assert "HOME" not in settings.values


@pytest.mark.parametrize("text", ["SEKISHO_A", "=1"])
def test_a_broken_settings_line_is_named(text):
    with pytest.raises(SettingError, match="1 行目"):
        parse_env_file(text)


@pytest.mark.parametrize("word", ["maybe", "2"])
def test_a_flag_takes_only_the_usual_words(word):
    with pytest.raises(SettingError, match="NAME"):
        Settings({"NAME": word}).flag("NAME")
    assert Settings({"NAME": "yes"}).flag("NAME")
    assert not Settings({"NAME": "0"}).flag("NAME", default=True)


@pytest.mark.parametrize("word", ["-1", "1.5", "many"])
def test_a_number_is_a_whole_one(word):
    with pytest.raises(SettingError, match="NAME"):
        Settings({"NAME": word}).number("NAME", 1)


def test_a_list_leaves_out_empty_words():
    assert Settings({"NAME": " a, ,b,"}).words("NAME") == ["a", "b"]


def test_a_postgresql_address_is_taken_apart(tmp_path):
    url = "postgresql://user:p%40ss@db.example:5433/sekisho"
    found = database(Settings({"SEKISHO_DATABASE": url}), tmp_path / "x")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "user",
        "p@ss",
        "db.example",
        "5433",
        "sekisho",
    )


@pytest.mark.parametrize("url", ["mysql://a/b", "postgresql://host", "sekisho.db"])
def test_another_address_is_refused(url, tmp_path):
    with pytest.raises(SettingError, match="postgresql://"):
        database(Settings({"SEKISHO_DATABASE": url}), tmp_path / "x")


@pytest.mark.parametrize("command", [("status",), ("ledger", "verify"), ("worker", "--once")])
def test_without_an_instance_a_command_says_so_with_2(command, tmp_path):
    done = run(*command, instance=tmp_path / "none")
    assert done.returncode == 2
    assert "sekisho init" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", [(), ("nothing",), ("policy",), ("ledger",)])
def test_wrong_usage_is_2(command):
    assert run(*command).returncode == 2


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    folder = tmp_path_factory.mktemp("commands")
    assert run("init", instance=folder).returncode == 0
    return folder


def test_an_instance_can_be_brought_up_to_date_again(instance):
    assert run("init", instance=instance).returncode == 0


def test_without_a_document_in_force_status_is_2(instance):
    done = run("status", "--json", instance=instance)
    assert (done.returncode, done.stdout) == (2, "")


def test_the_first_account_is_made_once(tmp_path):
    assert run("init", instance=tmp_path).returncode == 0
    who = ("tantou", "担当 太郎", "タントウ タロウ", "総務課")
    first = run("first-account", *who, instance=tmp_path)
    assert first.returncode == 0
    assert re.search(r"初回のパスワード: ([a-z0-9]{5}-){3}[a-z0-9]{5}$", first.stdout, re.MULTILINE)
    assert run("first-account", *who, instance=tmp_path).returncode == 2


def test_ledger_verify_is_0_then_1_with_the_place_and_one_json_document(instance):
    assert run("worker", "--once", instance=instance).returncode == 0
    found = json.loads(run("ledger", "verify", "--json", instance=instance).stdout)
    assert (found["intact"], found["problems"]) == (True, [])
    spoil = (
        "import django; django.setup()\n"
        "from sekisho.web.evidence.models import Record\n"
        "Record.objects.filter(pk=0).update(subject='x')\n"
    )
    outside = {k: v for k, v in os.environ.items() if not k.startswith("SEKISHO_")}
    env = outside | {
        "SEKISHO_INSTANCE": str(instance),
        "DJANGO_SETTINGS_MODULE": "sekisho.web.site.settings",
    }
    subprocess.run([sys.executable, "-c", spoil], env=env, check=True)

    done = run("ledger", "verify", "--json", instance=instance)

    assert done.returncode == 1
    assert json.loads(done.stdout)["problems"][0]["first"] == 0


def test_a_checkpoint_that_cannot_be_read_is_2(instance):
    done = run("ledger", "verify", "--checkpoint", "/none/such", instance=instance)
    assert done.returncode == 2


BUCKET = {"SEKISHO_QUARANTINE_S3_BUCKET": "b", "SEKISHO_QUARANTINE_S3_PREFIX": "town/"}


def test_originals_lie_in_a_bucket_only_when_one_is_named():
    assert Settings({}).originals_place() is None
    place = Settings(BUCKET | {"SEKISHO_QUARANTINE_S3_ENDPOINT": "https://s"}).originals_place()
    assert (place.bucket, place.prefix, place.endpoint) == ("b", "town/", "https://s")


@pytest.mark.parametrize(
    "wrong",
    [
        {"SEKISHO_QUARANTINE_S3_ENDPOINT": "store.example"},
        {"SEKISHO_QUARANTINE_S3_KEY_ID": "only-half"},
        {"SEKISHO_QUARANTINE_S3_SECRET": "only-half"},
    ],
)
def test_a_bucket_that_cannot_be_reached_so_is_refused(wrong):
    with pytest.raises(SettingError) as told:
        Settings(BUCKET | wrong).originals_place()
    assert "only-half" not in str(told.value)
