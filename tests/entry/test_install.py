"""A server on a network without the internet: carried in, installed, updated, put back."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
# Everything it writes outside the data of the test lands in layers that go with the name spaces.
_APART = """
set -e
mount --make-rprivate /
for each in /etc /opt /usr/local/bin /var/lib; do
  layer="$LAYERS$each"
  mkdir -p "$layer/upper" "$layer/work"
  mount -t overlay overlay -o "lowerdir=$each,upperdir=$layer/upper,workdir=$layer/work" "$each"
done
cd "$TREE"
"""
_STORY = """
script/install web mailgate
test "$(stat -c %U:%a /var/lib/sekisho)" = sekisho:700
test -z "$(find /opt/sekisho -not -user root)"
sekisho ledger verify
echo 一つ目
echo 0.1.0-second > RELEASE
script/install
readlink /opt/sekisho/current
ls /var/lib/sekisho/before-0.1.0-second.sqlite3
echo 0.1.0-broken > RELEASE
echo 'raise SystemExit("わざと壊した版")' >> src/sekisho/web/site/setup.py
if script/install; then exit 9; fi
readlink /opt/sekisho/current
sekisho ledger verify
"""


def packages():
    lines = (DEPLOY / "packages.txt").read_text("utf-8").splitlines()
    pairs = (line.split(":") for line in lines if not line.startswith("#"))
    return {role: set(words.split()) for role, words in pairs}


def test_every_service_is_a_role_of_the_installer_and_runs_a_command_there_is():
    from sekisho.entry import parser

    commands = parser()._subparsers._group_actions[0].choices
    roles = packages().keys() - {"every"}
    units = {file.stem.removeprefix("sekisho-"): file for file in DEPLOY.glob("*.service")}
    units["web"] = units.pop("sekisho")
    assert units.keys() == roles
    for file in units.values():
        lines = file.read_text("utf-8").splitlines()
        start = next(line for line in lines if line.startswith("ExecStart="))
        assert start.split()[0] == "ExecStart=/opt/sekisho/current/.venv/bin/sekisho"
        assert start.split()[1] in commands
        assert {"User=sekisho", "NoNewPrivileges=yes", "ProtectSystem=strict"} <= set(lines)


def test_no_service_takes_away_what_the_sandbox_is_made_of():
    kept = ("RestrictNamespaces=", "SystemCallFilter=", "ProtectKernelTunables=", "ProtectProc=")
    for file in DEPLOY.glob("*.service"):
        lines = file.read_text("utf-8").splitlines()
        assert not [line for line in lines if line.startswith(kept)], file.name


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze がありません")
def test_systemd_reads_the_services_without_complaint():
    files = sorted(map(str, DEPLOY.glob("*.service")))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    faults = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert faults == []


def test_what_the_installer_asks_of_debian_is_what_the_tests_run_with():
    tested = (ROOT / "script" / "test").read_text("utf-8").split()
    asked = set().union(*packages().values()) - {"python3-venv"}  # the tests' Python has it
    assert asked - set(tested) == set()


@pytest.mark.full
@pytest.mark.skipif(os.geteuid() != 0, reason="root でないため試していません")
def test_it_is_carried_into_a_closed_network_installed_updated_and_put_back(tmp_path):
    """No network from unpacking on: the name space of the network is empty."""
    done = subprocess.run(
        [ROOT / "script" / "bundle", tmp_path / "out"],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    (bundle,) = (tmp_path / "out").glob("*.tar.gz")
    subprocess.run(["tar", "-xzf", bundle, "-C", tmp_path], check=True)
    (tree,) = tmp_path.glob("sekisho-*")
    ours = ("SEKISHO_", "DJANGO_")  # the settings of the tests themselves
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    env |= {"TREE": str(tree), "LAYERS": str(tmp_path / "layers")}
    story = subprocess.run(
        ["unshare", "--mount", "--net", "--fork", "bash", "-c", _APART + _STORY],
        capture_output=True,
        text=True,
        check=False,
        env=env,
        timeout=1200,
    )
    assert story.returncode == 0, story.stderr[-2000:]
    said = story.stdout.splitlines()
    assert said[said.index("一つ目") + 1 :].count("/opt/sekisho/0.1.0-second") == 2
    assert "わざと壊した版" in story.stderr
    assert "前の版に戻します" in story.stderr
    assert not Path("/opt/sekisho").exists(), "the test wrote into this machine"
