"""With a real Postfix: one mail through Postfix → gateway → Postfix → a mailbox, by our own lines.

The configuration is the one `sekisho mailgate postfix-config` prints, put into a Postfix of its own
on loopback ports, with its own queue.
"""

import contextlib
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


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    """Postfix, the gateway and Postfix again, for several mails."""
    if lacking():
        pytest.skip(lacking())
    with tempfile.TemporaryDirectory(prefix="sekisho-postfix-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        gate = tmp_path_factory.mktemp("gate")
        with (
            Town(gate, free_port()) as town,
            Postfix(folder / "pf", free_port(), postfix_config(town.options)) as postfix,
        ):
            yield Chain(town, postfix)


class Chain:
    """The way of a mail; `through` waits for what it becomes."""

    def __init__(self, town, postfix) -> None:
        self.town, self.postfix, self.turn = town, postfix, 0

    def named(self, data: bytes) -> tuple[bytes, str]:
        """Return the mail under a Message-ID of its own, and that."""
        self.turn += 1
        name = f"<turn-{self.turn}@partner.example.jp>"
        return data.replace(b"<m1@partner.example.jp>", name.encode()), name

    def through(self, data, sender="kacho@partner.example.jp", to=f"hanako@{OURS}", options=()):
        """Hand a mail to the front; return it as it arrived, None when it was held."""
        data, name = self.named(data)
        before = self.settled()
        with smtplib.SMTP("127.0.0.1", self.postfix.front, "sender.example", timeout=60) as smtp:
            smtp.sendmail(sender, [to], data, options)
        self.town.settled(before + 1)
        return self.arrived(name, 0 if len(self.town.held) + len(self.town.done) == before else 5)

    def settled(self) -> int:
        return len(self.town.held) + len(self.town.done)

    def all(self, name: str) -> list:
        found = [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in (self.postfix.folder / "box").glob("*.eml")
        ]
        return [mail for mail in found if mail["Message-ID"] == name]

    def arrived(self, name: str, seconds: float):
        until = time.monotonic() + seconds
        while not (found := self.all(name)) and time.monotonic() < until:
            time.sleep(0.1)
        return found[0] if found else None


def test_a_reply_threads_behind_postfix(chain):
    mail = chain.through(plain(In_Reply_To="<q1@town>", References="<q0@town> <q1@town>"))
    assert mail["In-Reply-To"] == "<q1@town>"
    assert mail["References"].split() == ["<q0@town>", "<q1@town>"]


def test_japanese_addresses_pass_through_postfix_and_back(chain):
    sender, to = "山田@partner.example.jp", f"花子@{OURS}"
    mail = chain.through(plain(), sender, to, ("SMTPUTF8", "BODY=8BITMIME"))
    assert mail["Return-Path"].strip("<>") == sender


def test_a_bounce_passes_with_nobody_as_its_sender(chain):
    report = plain("宛先に届きませんでした。\n", Auto_Submitted="auto-replied")
    mail = chain.through(report, sender="")
    assert mail["Return-Path"] in {"<>", "<MAILER-DAEMON>"}
    assert mail["Auto-Submitted"] == "auto-replied"


def test_a_list_keeps_the_marks_that_stop_answering_machines(chain):
    listed = plain(List_Id="会員 <members.partner.example.jp>", Precedence="list")
    mail = chain.through(listed, sender="members-bounces@partner.example.jp")
    assert (mail["List-Id"], mail["Precedence"]) == ("<members.partner.example.jp>", "list")


@pytest.mark.parametrize("sender", ["kacho@partner.example.jp", ""])
def test_what_comes_round_is_held_and_nobody_is_written_to(chain, sender):
    box = list((chain.postfix.folder / "box").glob("*.eml"))
    held = len(chain.town.held)
    again = b"X-Sekisho-Trace: gate.town.example.lg.jp\r\n" + plain()
    assert chain.through(again, sender=sender) is None
    assert len(chain.town.held) == held + 1
    assert list((chain.postfix.folder / "box").glob("*.eml")) == box


ENDS = [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r"]


@pytest.mark.parametrize("end", ENDS)
def test_no_second_mail_comes_out_of_one(chain, end):
    """SMTP smuggling: the front and the gateway agree where a mail ends, or it does not pass."""
    data, name = chain.named(plain())
    smuggled = (
        b"MAIL FROM:<ceo@town.example.lg.jp>\r\nRCPT TO:<hanako@town.example.lg.jp>\r\nDATA\r\n"
        b"Message-ID: " + name.encode() + b"\r\nSubject: smuggled\r\n\r\nsmuggled\r\n"
    )
    before = chain.settled()
    with (
        contextlib.suppress(smtplib.SMTPException),  # the front may hang up over it
        smtplib.SMTP("127.0.0.1", chain.postfix.front, "sender.example", timeout=20) as smtp,
    ):
        smtp.ehlo()
        smtp.mail("kacho@partner.example.jp")
        smtp.rcpt(f"hanako@{OURS}")
        smtp.docmd("DATA")
        smtp.send(data + end + smuggled + b".\r\n")
        smtp.getreply()
    chain.town.settled(before + 1, seconds=5)
    chain.arrived(name, 2)
    time.sleep(1)
    assert [mail["Subject"] for mail in chain.all(name)] in ([], ["資料の送付について"])
    assert chain.settled() <= before + 1
