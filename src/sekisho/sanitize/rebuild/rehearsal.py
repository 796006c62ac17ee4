"""What a server does once before it shuts itself in, so that no job is the first to do it.

Python prepares code, patterns and codecs when they are first used. These documents are our own.
"""

from sekisho.sanitize.options import Options
from sekisho.sanitize.rebuild import serving
from sekisho.sanitize.rebuild.serving import Rebuilders
from sekisho.sanitize.wire import pack

_MAIL = """From: =?utf-8?B?5pyd6Zyn?= <a@example.jp>\r
To: b@example.jp\r
Subject: =?iso-2022-jp?B?GyRCMnE1RBsoQg==?=\r
Date: Wed, 25 Nov 2026 10:00:00 +0900\r
Message-ID: <1@example.jp>\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary="b"\r
\r
--b\r
Content-Type: text/plain; charset=iso-2022-jp\r
\r
\x1b$B2q5D\x1b(B\r
--b\r
Content-Type: text/html; charset=utf-8\r
Content-Transfer-Encoding: base64\r
\r
PHA+5Lya6K2wPC9wPg==\r
--b--\r
"""
_PLAIN = _MAIL[: _MAIL.index("Content-Type")] + (
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\n5Lya6K2w\r\n"
)
_DOCUMENTS = (
    ("mail", "a.eml", _PLAIN),
    ("mail", "a.eml", _MAIL),
    ("txt", "a.txt", "会議\n"),
    ("csv", "a.csv", "名,数\n甲,1\n"),
    ("html", "a.html", "<p>会議</p>"),
)


def rehearse(rebuilders: Rebuilders) -> None:
    """Rebuild a few documents of ours."""
    for format_, name, text in _DOCUMENTS:
        head = {"name": name, "format": format_, "options": Options().as_json(), "grade": None}
        request = pack({**head, "passwords": [], "answers": []}, [text.encode()])
        serving.served(request, rebuilders)
