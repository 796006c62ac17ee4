"""With a real Postfix: one mail through Postfix → gateway → Postfix → a mailbox, by our own lines.

The configuration is the one `sekisho mailgate postfix-config` prints, put into a Postfix of its own
on loopback ports, with its own queue.
"""

import email
import email.policy
import os
import re
import shutil
import smtplib
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from tests.mailgate.letters import hostile, plain
from tests.mailgate.world import OURS, Town, free_port

from sekisho.mailgate import GateOptions, OptionsError, Tls, postfix_config

pytestmark = pytest.mark.verification


def lacking() -> str:
    if shutil.which("postfix") is None:
        return "Postfix is not installed"
    return "" if os.geteuid() == 0 else "Postfix's master process must be root"


MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = front.town.example.lg.jp
mydestination = {ours}
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
mailbox_transport = box
default_transport = error:no way out of this test
smtpd_banner = front
queue_minfree = 0
"""
MASTER = """
{front}   inet  n  -  n  -  -  smtpd
pickup    unix  n  -  n  60 1  pickup
cleanup   unix  n  -  n  -  0  cleanup
qmgr      unix  n  -  n  300 1 qmgr
rewrite   unix  -  -  n  -  -  trivial-rewrite
bounce    unix  -  -  n  -  0  bounce
defer     unix  -  -  n  -  0  bounce
trace     unix  -  -  n  -  0  bounce
verify    unix  -  -  n  -  1  verify
proxymap  unix  -  -  n  -  -  proxymap
smtp      unix  -  -  n  -  -  smtp
relay     unix  -  -  n  -  -  smtp
error     unix  -  -  n  -  -  error
retry     unix  -  -  n  -  -  error
local     unix  -  n  n  -  -  local
anvil     unix  -  -  n  -  1  anvil
postlog   unix-dgram n - n  -  1  postlogd
box       unix  -  n  n  -  1  pipe
    flags=R user=nobody argv={folder}/keep
"""

KEEP = """#!/bin/sh
cat > {box}/$$.part && mv {box}/$$.part {box}/$$.eml
"""


class Postfix:
    """One Postfix on loopback: `front` takes mail, our lines send it through the gateway."""

    def __init__(self, folder, front, ours) -> None:
        self.folder, self.front = folder, front
        for name in ("config", "queue", "data", "box"):
            (folder / name).mkdir(parents=True)
        shutil.chown(folder / "data", "postfix")
        (folder / "keep").write_text(KEEP.format(box=folder / "box"))
        (folder / "keep").chmod(0o755)
        (folder / "box").chmod(0o777)
        main, master = ours.split("# --- master.cf", 1)
        config = folder / "config"
        own = {"folder": folder, "front": f"127.0.0.1:{front}", "ours": OURS}
        (config / "main.cf").write_text(MAIN.format(**own) + main)
        text = MASTER.format(**own)
        (config / "master.cf").write_text(text + "# --- master.cf" + master)

    def run(self, *words):
        return subprocess.run(
            ["postfix", "-c", str(self.folder / "config"), *words],
            capture_output=True,
            text=True,
            check=False,
        )

    def __enter__(self):
        started = self.run("start")
        assert started.returncode == 0, started.stderr + started.stdout
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with smtplib.SMTP("127.0.0.1", self.front, "sender.example", timeout=5):
                    return self
            except OSError:
                time.sleep(0.2)
        raise AssertionError(self.log())

    def __exit__(self, *_):
        self.run("stop")

    def log(self) -> str:
        return (self.folder / "log").read_text() if (self.folder / "log").exists() else "no log"

    def mails(self, count, seconds=90):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = sorted((self.folder / "box").glob("*.eml"), key=lambda p: p.stat().st_mtime)
            if len(found) >= count:
                return [
                    email.message_from_bytes(p.read_bytes(), policy=email.policy.default)
                    for p in found
                ]
            time.sleep(0.1)
        raise AssertionError(self.log())


@pytest.mark.skipif(bool(lacking()), reason=lacking() or "Postfix runs")
def test_postfix_hands_mail_to_the_gateway_and_takes_it_back(tmp_path):
    with tempfile.TemporaryDirectory(prefix="sekisho-postfix-") as name:
        folder = Path(name)
        folder.chmod(
            0o755
        )  # Postfix's own users must reach its folders; pytest's are closed to them
        _through(folder, tmp_path)


def _through(folder, gate):
    back = free_port()
    with Town(gate, back) as town:
        with Postfix(folder / "pf", free_port(), postfix_config(town.options)) as postfix:
            with smtplib.SMTP("127.0.0.1", postfix.front, "sender.example", timeout=60) as smtp:
                smtp.sendmail("kacho@partner.example.jp", [f"hanako@{OURS}"], plain())
                smtp.sendmail("kacho@partner.example.jp", [f"hanako@{OURS}"], hostile())
            mails = postfix.mails(2)
        town.settled(2)
    first, second = sorted(mails, key=lambda mail: mail.is_multipart())  # either may be first
    assert first["Subject"] == second["Subject"] == "資料の送付について"
    assert first.get_content().startswith("お世話になっております。")
    assert [part.get_filename() for part in second.iter_attachments()] == ["表.csv"]
    assert "関所からのお知らせ" in second.get_body().get_content()
    assert [m["X-Sekisho-Trace"] for m in mails] == ["gate.town.example.lg.jp"] * 2


def test_the_configuration_follows_the_settings():
    options = GateOptions(
        name="gate.example",
        domains=(OURS,),
        listen=("::1", 2025),
        next_hop=("127.0.0.1", 2026),
        tls=Tls.MUST,
        certificate="c",
        key="k",
    )
    text = postfix_config(options)
    assert "content_filter = sekisho:[::1]:2025" in text
    assert re.search(r"^127\.0\.0\.1:2026\s+inet", text, re.MULTILINE)
    assert "smtp_tls_security_level=encrypt" in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"domains": ()},
        {"domains": ("*",), "networks": ("0.0.0.0/0",)},
        {"domains": (OURS,), "networks": ("10.0.0.1/8",)},
        {"domains": (OURS,), "tls": Tls.MAY},
    ],
)
def test_settings_that_would_open_a_relay_or_cannot_work_are_refused(wrong):
    with pytest.raises(OptionsError):
        GateOptions(name="gate.example", **wrong)
