"""Messages with one forbidden or ambiguous thing each."""

import base64
import binascii

from tests.engines.sanitize.samples import MARK, Sample, images

HEAD = (
    "From: Yamada Taro <taro@city.example.jp>\r\nTo: hanako@city.example.jp\r\n"
    "Subject: =?ISO-2022-JP?B?GyRCMnE1RCROMEZGYhsoQg==?=\r\nDate: Wed, 25 Nov 2026 10:00:00 +0900\r\n"
    "Message-ID: <1@city.example.jp>\r\nMIME-Version: 1.0\r\n"
)
PLAIN = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"


def mail(extra: str = "", body: str = "本文です。", content: str = PLAIN) -> bytes:
    return f"{HEAD}{extra}{content}\r\n{body}\r\n".encode()


def plain() -> bytes:
    return mail()


def part(headers: str, body: str) -> str:
    return f"{headers}\r\n\r\n{body}\r\n"


TEXT = part(
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit", "本文です。"
)


def mixed(
    *parts: str,
    preamble: str = "",
    epilogue: str = "",
    boundary: str = "b1",
    closed: bool = True,
    declared: str | None = None,
) -> bytes:
    body = "".join(f"--{boundary}\r\n{each}" for each in parts)
    end = f"--{boundary}--\r\n" if closed else ""
    content = f"Content-Type: multipart/mixed; {declared or f'boundary={boundary}'}\r\n"
    return mail(content=content, body=f"{preamble}{body}{end}{epilogue}")


def picture(disposition: str = 'attachment; filename="photo.png"', type_: str = "image/png") -> str:
    body = base64.encodebytes(images.png()).decode().replace("\n", "\r\n").strip()
    return part(
        f"Content-Type: {type_}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: {disposition}",
        body,
    )


def with_file() -> bytes:
    return mixed(TEXT, picture())


def html_mail(body: str) -> bytes:
    return mail(content="Content-Type: text/html; charset=utf-8\r\n", body=f"<p>本文</p>{body}")


def nested(depth: int) -> bytes:
    body = TEXT
    for level in range(depth):
        body = f"Content-Type: multipart/mixed; boundary=q{level}z\r\n\r\n--q{level}z\r\n{body}--q{level}z--\r\n"
    return mixed(body)


def _uuencoded() -> str:
    line = binascii.b2a_uu(MARK.encode()).decode().rstrip("\n")
    return f"本文です。\r\nbegin 644 a.exe\r\n{line}\r\n`\r\nend"


SAMPLES = (
    Sample(
        "mail.duplicate-header",
        "a.eml",
        lambda: mail(content=PLAIN + "Content-Type: text/html\r\n"),
        plain,
        "held",
    ),
    Sample(
        "mail.duplicate-parameter",
        "a.eml",
        lambda: mixed(TEXT, declared="boundary=b1; boundary=b2"),
        with_file,
        "held",
    ),
    Sample(
        "mail.encoded-boundary",
        "a.eml",
        lambda: mixed(TEXT, declared="boundary*=utf-8''b1"),
        with_file,
        "held",
    ),
    Sample(
        "mail.boundary-prefix",
        "a.eml",
        lambda: mixed(
            "Content-Type: multipart/mixed; boundary=b12\r\n\r\n--b12\r\n" + TEXT + "--b12--\r\n"
        ),
        with_file,
        "held",
    ),
    Sample("mail.missing-end", "a.eml", lambda: mixed(TEXT, picture(), closed=False), with_file),
    Sample("mail.preamble", "a.eml", lambda: mixed(TEXT, preamble=f"begin {MARK}\r\n"), with_file),
    Sample("mail.epilogue", "a.eml", lambda: mixed(TEXT, epilogue=f"{MARK}\r\n"), with_file),
    Sample("mail.depth", "a.eml", lambda: nested(30), with_file, "held"),
    Sample("mail.parts", "a.eml", lambda: mixed(*[TEXT] * 400), with_file, "held"),
    Sample(
        "mail.encoded-message",
        "a.eml",
        lambda: mixed(
            TEXT,
            part(
                "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64",
                base64.b64encode(plain()).decode(),
            ),
        ),
        with_file,
    ),
    Sample(
        "mail.partial",
        "a.eml",
        lambda: mail(content='Content-Type: message/partial; id="x"; number=1\r\n'),
        plain,
        "held",
    ),
    Sample(
        "mail.external-body",
        "a.eml",
        lambda: mixed(
            TEXT,
            part(
                f'Content-Type: message/external-body; access-type=URL; url="http://x.example/{MARK}"',
                "x",
            ),
        ),
        with_file,
    ),
    Sample(
        "mail.header-comment",
        "a.eml",
        lambda: mail(content="Content-Type: text/plain (x=y); charset=utf-8\r\n"),
        plain,
    ),
    Sample("mail.nul", "a.eml", lambda: HEAD.encode() + b"\r\nabc\x00def " + b"x" * 4096, plain),
    Sample("mail.bare-newline", "a.eml", lambda: plain() + b"a\rb\r\n", plain),
    Sample("mail.bad-header", "a.eml", lambda: mail(f"{MARK} without colon\r\n"), plain),
    Sample(
        "mail.base64-junk",
        "a.eml",
        lambda: mixed(
            TEXT,
            part(
                "Content-Type: text/csv\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.csv",
                "YQ==YWJj!!",
            ),
        ),
        with_file,
        "held",
    ),
    Sample("mail.uuencode", "a.eml", lambda: mail(body=_uuencoded()), plain),
    Sample("mail.uuencode", "b.eml", lambda: mail(body="begin 644 a.exe\r\nM12"), plain),
    Sample(
        "mail.header-bomb",
        "a.eml",
        lambda: mail("".join(f"X-A{n}: 1\r\n" for n in range(900))),
        plain,
        "held",
    ),
    Sample("mail.smuggling", "a.eml", lambda: plain() + b"x\n.\r\nMAIL FROM:<a@b>\r\n", plain),
    Sample("mail.html-body", "a.eml", lambda: html_mail(""), plain),
    Sample(
        "mail.display-name",
        "a.eml",
        lambda: plain().replace(
            b"From: Yamada Taro <taro@city.example.jp>",
            b'From: "mayor@city.example.jp" <x@evil.example>',
        ),
        plain,
    ),
    Sample("mail.many-from", "a.eml", lambda: mail("From: other@evil.example\r\n"), plain, "held"),
    Sample(
        "mail.header-injection",
        "a.eml",
        lambda: plain().replace(
            b"Subject: =?ISO-2022-JP?B?GyRCMnE1RCROMEZGYhsoQg==?=",
            b"Subject: =?utf-8?Q?a=0D=0ABcc:_x@evil.example?=",
        ),
        plain,
    ),
    Sample(
        "mail.receipt",
        "a.eml",
        lambda: mail(f"Disposition-Notification-To: {MARK}@evil.example\r\n"),
        plain,
    ),
    Sample(
        "mail.list-link",
        "a.eml",
        lambda: mail(f"List-Unsubscribe: <http://x.example/{MARK}>\r\n"),
        plain,
    ),
    Sample("mail.unknown-header", "a.eml", lambda: mail(f"Evil-Header: {MARK}\r\n"), plain),
    Sample(
        "mail.utf7",
        "a.eml",
        lambda: mail(
            content="Content-Type: text/plain; charset=utf-7\r\n", body="+ADw-script+AD4-"
        ),
        plain,
    ),
    Sample(
        "mail.charset",
        "a.eml",
        lambda: mail(content="Content-Type: text/plain; charset=iso-2022-jp\r\n"),
        plain,
    ),
    Sample(
        "mail.signature",
        "a.eml",
        lambda: mixed(
            TEXT,
            part(
                "Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64",
                "AAAA",
            ),
        ),
        with_file,
    ),
    Sample(
        "mail.encrypted",
        "a.eml",
        lambda: mail(
            content="Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n",
            body="AAAA",
        ),
        plain,
        "held",
    ),
    Sample(
        "html.deceptive-link",
        "a.eml",
        lambda: html_mail("<a href='http://evil.example/'>www.city.example.jp</a>"),
        plain,
    ),
    Sample("html.script", "a.eml", lambda: html_mail(f"<script>{MARK}</script>"), plain),
    Sample(
        "archive.held-entry",
        "a.eml",
        lambda: mixed(
            TEXT,
            part(
                "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.exe",
                base64.b64encode(b"MZ" + MARK.encode()).decode(),
            ),
        ),
        with_file,
    ),
    Sample(
        "image.trailing-data",
        "a.eml",
        lambda: mixed(
            TEXT,
            part(
                "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.png",
                base64.b64encode(images.png() + MARK.encode()).decode(),
            ),
        ),
        with_file,
    ),
)
