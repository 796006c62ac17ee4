"""An employee's mailbox as in life: Dovecot keeps it, Roundcube shows it, both from Debian."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

PASSWORD = "asa-no-michi"
ROUNDCUBE = Path("/var/lib/roundcube")
_SECONDS = 60

DOVECOT = """base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%n
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""

CONFIG = """<?php
$config['db_dsnw'] = 'sqlite:///{folder}/roundcube.sqlite?mode=0600';
$config['imap_host'] = '127.0.0.1:{imap}';
$config['smtp_host'] = '127.0.0.1:9';
$config['des_key'] = 'of-this-test-alone-24byte';
$config['log_dir'] = '{folder}/logs';
$config['temp_dir'] = '{folder}/temp';
$config['product_name'] = '庁内メール';
$config['language'] = 'ja_JP';
$config['timezone'] = 'Asia/Tokyo';
$config['skin'] = 'elastic';
$config['plugins'] = [];
$config['enable_installer'] = false;
"""


def lacking() -> str:
    """Why there is no webmail here; empty when there is."""
    if os.geteuid() != 0:
        return "Dovecot's master process must be root"
    if not shutil.which("dovecot"):
        return "Dovecot is not installed (dovecot-imapd)"
    if not shutil.which("php") or not (ROUNDCUBE / "public_html/index.php").exists():
        return "Roundcube is not installed (roundcube-core roundcube-sqlite3 php-cli)"
    return ""


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Mailboxes:
    """Dovecot over folders of its own, as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        for name in ("run", "mail"):
            (folder / name).mkdir(parents=True)
        folder.chmod(0o755)
        (folder / "conf").write_text(
            DOVECOT.format(folder=folder, port=self.port, password=PASSWORD)
        )
        shutil.chown(folder / "mail", "nobody", "nogroup")

    def __enter__(self):
        with (self.folder / "said").open("wb") as said:
            self.process = subprocess.Popen(
                ["dovecot", "-F", "-c", str(self.folder / "conf")], stdout=said, stderr=said
            )
        _until_open(self.port, self.process, self.folder / "said", self.folder / "log")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)

    def deliver(self, who: str, message: bytes) -> None:
        """Put a message into somebody's mailbox."""
        box = self.folder / "mail" / who
        for name in ("cur", "new", "tmp"):
            (box / name).mkdir(parents=True, exist_ok=True)
        file = box / "tmp" / f"{time.time_ns()}.test"
        file.write_bytes(message)
        file.rename(box / "new" / file.name)
        for path in (box, *box.rglob("*")):
            shutil.chown(path, "nobody", "nogroup")


class Webmail:
    """Roundcube before those mailboxes, as a context manager."""

    def __init__(self, folder: Path, imap: int) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        for name in ("logs", "temp"):
            (folder / name).mkdir(parents=True)
        root = folder / "roundcube"
        root.mkdir()
        for path in ROUNDCUBE.iterdir():
            if path.name not in {"config", "logs", "temp"}:
                (root / path.name).symlink_to(path)
        (root / "public_html").unlink()
        (root / "public_html").mkdir()
        for path in (ROUNDCUBE / "public_html").iterdir():
            (root / "public_html" / path.name).symlink_to(path)
        (root / "public_html" / "index.php").unlink()  # it finds its root by where it lies
        shutil.copy(ROUNDCUBE / "public_html/index.php", root / "public_html")
        (root / "config").mkdir()
        for path in Path("/etc/roundcube").iterdir():
            if path.name not in {"config.inc.php", "debian-db.php"}:
                (root / "config" / path.name).symlink_to(path)
        (root / "config" / "config.inc.php").write_text(CONFIG.format(folder=folder, imap=imap))

    def __enter__(self):
        said = (self.folder / "said").open("wb")
        self.process = subprocess.Popen(
            [
                "php",
                "-S",
                f"127.0.0.1:{self.port}",
                "-t",
                str(self.folder / "roundcube/public_html"),
            ],
            stdout=said,
            stderr=said,
        )
        said.close()
        _until_open(self.port, self.process, self.folder / "said")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)

    def sign_in(self, page, who: str) -> None:
        """Sign in as that person."""
        page.goto(self.url)
        page.locator("#rcmloginuser").fill(who)
        page.locator("#rcmloginpwd").fill(PASSWORD)
        page.locator("#rcmloginsubmit").click()
        page.wait_for_selector("#messagelist")

    def subjects(self, page) -> list[str]:
        """Return the subjects of the inbox, the newest first."""
        page.wait_for_selector("#messagelist tbody tr")
        return [
            re.sub(r"\s+", " ", text).strip()
            for text in page.locator("#messagelist tbody tr .subject a").all_inner_texts()
        ]

    def read(self, page, number: int) -> None:
        """Open the message that stands at a place of the list, in a page of its own."""
        uid = page.locator("#messagelist tbody tr").nth(number).get_attribute("id")
        link = page.locator(f"#{uid} .subject a").first.get_attribute("href")
        page.goto(self.url + link.lstrip("./"))
        page.wait_for_selector("#messagebody")


def _until_open(port, process, *logs) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 5).close()
            return
        time.sleep(0.2)
    said = [log.read_text("utf-8", "replace") for log in logs if log.exists()]
    raise AssertionError(" ".join(said)[-1000:])
