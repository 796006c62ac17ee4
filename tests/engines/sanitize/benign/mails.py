"""Mails as mail programs write them: Python's own, and what Japanese ones are known to send."""

import base64
import email.policy
from email.headerregistry import Address
from email.message import EmailMessage

from tests.engines.sanitize.benign import Benign, office, pictures
from tests.engines.sanitize.benign.prose import sentences

_DATE = "Wed, 25 Nov 2026 10:00:00 +0900"


def _headed(subject: str, seed: int) -> EmailMessage:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = Address("朝霧 太郎", "taro", "city.example.jp")
    message["To"] = Address("緑川 花子", "hanako", "city.example.jp")
    message["Cc"] = "soumu@city.example.jp"
    message["Subject"], message["Date"] = subject, _DATE
    message["Message-ID"] = f"<{seed}@mail.city.example.jp>"
    message["Received"] = "from mx.example.jp by mail.city.example.jp; " + _DATE
    return message


def plain(size: int, seed: int) -> bytes:
    message = _headed("会議の開催について(通知)", seed)
    message.set_content("\n".join(sentences(size // 4, seed)), cte="base64")
    return message.as_bytes()


def old_style(size: int, seed: int) -> bytes:
    """Return a mail in ISO-2022-JP, as most Japanese mail programs wrote for twenty years."""
    lines = [
        line.translate(str.maketrans("㈱髙﨑①②③ｾｷｭﾘﾃｨ", "株高崎123あいうえおか"))
        for line in sentences(size // 3, seed)
    ]
    subject = base64.b64encode("会議の開催について".encode("iso-2022-jp")).decode()
    head = (
        f"From: taro@city.example.jp\r\nTo: hanako@city.example.jp\r\nSubject: =?ISO-2022-JP?B?{subject}?=\r\n"
        f"Date: {_DATE}\r\nMessage-ID: <old-{seed}@city.example.jp>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
    )
    return head.encode() + "\r\n".join(lines).encode("iso-2022-jp") + b"\r\n"


def both(size: int, seed: int) -> bytes:
    """Return a mail with text and HTML of the same words, a picture inside."""
    lines = sentences(size // 6, seed)
    message = _headed("施設の御案内", seed)
    message.set_content("\n".join(lines))
    rows = "".join(f"<p>{line}</p>" for line in lines)
    message.add_alternative(f'<html><body>{rows}<img src="cid:logo"></body></html>', subtype="html")
    picture = pictures.saved(pictures.photo(3_000, seed), "PNG")
    message.get_payload()[1].add_related(picture, "image", "png", cid="<logo>")
    return message.as_bytes()


def attached(size: int, seed: int) -> bytes:
    message = _headed("資料の送付", seed)
    message.set_content("資料を送ります。御確認ください。\n")
    message.add_attachment(
        office.word(size // 3, seed), "application",
        "vnd.openxmlformats-officedocument.wordprocessingml.document", filename="会議資料.docx",
    )  # fmt: skip
    message.add_attachment(
        office.excel(size // 3, seed), "application", "octet-stream", filename="予算①.xlsx"
    )
    message.add_attachment(
        pictures.saved(pictures.photo(size // 3, seed), "JPEG"),
        "image",
        "jpeg",
        filename="写真.jpg",
    )
    return message.as_bytes()


def forwarded(size: int, seed: int) -> bytes:
    message = _headed("Fwd: 資料の送付", seed)
    message.set_content("転送します。\n")
    message.add_attachment(email.message_from_bytes(attached(size, seed), policy=email.policy.SMTP))
    return message.as_bytes()


MAILS = (
    Benign("通知.eml", plain, "Python email"),
    Benign("旧式.eml", old_style, "ISO-2022-JP"),
    Benign("案内.eml", both, "Python email"),
    Benign("送付.eml", attached, "Python email"),
    Benign("転送.eml", forwarded, "Python email"),
)
