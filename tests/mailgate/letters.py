"""Letters the tests send: written with the standard library, as senders' programs do."""

from email.message import EmailMessage


def letter(body="お世話になっております。\n資料をお送りします。\n", **headers) -> EmailMessage:
    message = EmailMessage()
    fields = {
        "From": "山田 太郎 <kacho@partner.example.jp>",
        "To": "hanako@town.example.lg.jp",
        "Subject": "資料の送付について",
        "Date": "Mon, 30 Nov 2026 09:00:00 +0900",
        "Message-ID": "<m1@partner.example.jp>",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in fields.items():
        if value is not None:
            message[name] = value
    message.set_content(body)
    return message


def plain(body="お世話になっております。\n資料をお送りします。\n", **headers) -> bytes:
    return letter(body, **headers).as_bytes(policy=_smtp())


def hostile() -> bytes:
    """Script in HTML, an executable, an encrypted ZIP's first bytes under a PDF's name."""
    message = letter()
    message.add_alternative(
        '<p>資料<script>alert(1)</script><a href="http://evil.example/x">開く</a></p>', "html"
    )
    message.add_attachment(b"MZ" + bytes(60), "application", "pdf", filename="見積書.exe")
    message.add_attachment("一,二\n=cmd|' /C calc'!A0,3\n", "csv", filename="表.csv")
    return message.as_bytes(policy=_smtp())


def ambiguous() -> bytes:
    """Two boundaries: two programs read two different mails."""
    return (
        b"From: a@partner.example.jp\r\nTo: hanako@town.example.lg.jp\r\nSubject: x\r\n"
        b"Content-Type: multipart/mixed; boundary=a\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n"
        b"\r\n--a\r\n\r\none\r\n--a--\r\n--b\r\n\r\ntwo\r\n--b--\r\n"
    )


def _smtp():
    from email.policy import SMTP

    return SMTP.clone(cte_type="8bit")
