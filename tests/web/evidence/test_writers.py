"""Parallel writers, and a kill at any moment, leave a whole ledger: real processes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests import postgres

from sekisho.web.site.instance import create_instance

FULL = os.environ.get("SEKISHO_TEST_PROFILE") == "full"
_WRITER = """
import django, sys
django.setup()
from django.db import transaction
from django.utils import timezone
from sekisho.web.evidence import actions
name, count = sys.argv[1], int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    with transaction.atomic():
        subject = f"{name}-{number}"
        actions.seal(kind="check", subject=subject, at=timezone.now(), body={"n": number})
    print(number, flush=True)
"""
_VERIFY = """
import django
django.setup()
from sekisho.web.evidence.models import Leaf
from sekisho.web.evidence.verification import verify
found = verify()
print(found.intact, found.size, Leaf.objects.count())
"""


def environment(folder: Path, database: str) -> dict[str, str]:
    create_instance(folder)
    return os.environ | {
        "SEKISHO_INSTANCE": str(folder),
        "SEKISHO_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "sekisho.web.site.settings",
    }


def python(code: str, env: dict[str, str], *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *args],
        env=env,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def migrate(env: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=env, check=True)


def verified(env: dict[str, str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _VERIFY], env=env, check=True, capture_output=True, text=True
    )
    return done.stdout.split()


@pytest.fixture(params=["sqlite", "postgresql"])
def env(request, tmp_path):
    if request.param == "sqlite":
        yield environment(tmp_path, "")
        return
    if reason := postgres.missing():
        pytest.skip(reason)
    with postgres.server() as url:
        yield environment(tmp_path, url)


@pytest.mark.verification
def test_parallel_writers_lose_nothing_and_leave_no_gap(env):
    migrate(env)
    writers = [python(_WRITER, env, f"w{number}", "25") for number in range(4)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    outputs = [writer.communicate("go\n", timeout=120) for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4, outputs
    assert verified(env) == ["True", "100", "100"]


@pytest.mark.verification
def test_a_writer_killed_at_any_moment_leaves_a_whole_ledger_and_every_answered_entry(env):
    migrate(env)
    moments = random.Random(1)
    answered = 0
    for life in range(5 if FULL else 1):
        writer = python(_WRITER, env, f"k{life}", "100000")
        writer.stdout.readline()
        writer.stdin.write("go\n")
        writer.stdin.flush()
        time.sleep(moments.uniform(0.05, 0.4))
        writer.send_signal(signal.SIGKILL)
        lines = writer.communicate(timeout=30)[0].splitlines()
        answered += len([line for line in lines if line.isdecimal()])
        intact, size, rows = verified(env)
        assert (intact, size) == ("True", rows)
        # At most the entry in flight was sealed without being answered.
        assert answered <= int(size) <= answered + life + 1
