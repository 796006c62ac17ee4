"""What the reader gets: the rebuilt file under new heads, or a page that says why not."""

import html
import re
from datetime import datetime
from urllib.parse import quote

from sekisho.icap.heads import Head
from sekisho.sanitize import Result

_DATE = re.compile(r"[A-Za-z0-9,: ]{1,40}")
_PAGE = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body><h1>{title}</h1>
{words}
</body></html>
"""
REFUSALS = {
    "too-large": (
        "ファイルが大きすぎるため、無害化できません。"
        "公開している相手に、分けて公開するよう頼んでください。"
    ),
    "damaged": (
        "ファイルの一部が届いていないか、読めない形で送られています。もう一度試してください。"
    ),
    "partial": ("ファイルの一部分だけを受け取ることはできません。初めから受け取り直してください。"),
    "not-kept": (
        "いま保管場所に書き込めないため、受け取れません。しばらくしてから、もう一度試してください。"
    ),
    "upload": (
        "この相手にファイルを送ることは許可されていません。必要なときは、許可を申請してください。"
    ),
}


def file_answer(result: Result, response: Head) -> tuple[Head, bytes]:
    """Return the rebuilt file; nothing of the server's head but its date crosses."""
    data = result.data or b""
    name = result.output_name or "download"
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name.encode("ascii", "replace").decode("ascii"))
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    fields = [
        ("Content-Type", result.media_type or "application/octet-stream"),
        ("Content-Length", str(len(data))),
        ("Content-Disposition", disposition),
        ("Cache-Control", "private, no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Sekisho", f"sanitized; outcome={result.outcome}; removals={len(result.removals)}"),
    ]
    date = response.get("Date")
    if _DATE.fullmatch(date):
        fields.append(("Date", date))
    return _head(b"HTTP/1.1 200 OK", fields), data


def held_answer(result: Result, name: str, asking: "Asking") -> tuple[Head, bytes]:
    """Return the page for a file that does not cross."""
    reasons = [reason.message for reason in result.reasons] or ["安全な形に作り直せませんでした。"]
    said = [f"ファイル: {name}", *reasons, asking.words()]
    return _page("このファイルは受け取れませんでした", said)


def refusal(code: str, name: str = "") -> tuple[Head, bytes]:
    """Return the page for what was not looked into."""
    title = (
        "ファイルを送れませんでした" if code == "upload" else "このファイルは受け取れませんでした"
    )
    return _page(title, [*([f"ファイル: {name}"] if name else []), REFUSALS[code]])


class Asking:
    """How a reader asks for the original."""

    def __init__(self, number: str, contact: str, until: datetime) -> None:
        self.number, self.contact, self.until = number, contact, until

    def words(self) -> str:
        """Return the sentence for the page."""
        year = self.until.year - 2018
        day = (
            f"令和{year}年{self.until.month}月{self.until.day}日（{self.until.date().isoformat()}）"
        )
        return (
            f"元のファイルは受付番号 {self.number} で{day}まで保管しています。"
            f"必要なときは、この番号を{self.contact}に伝えてください。"
        )


def _page(title: str, said: list[str]) -> tuple[Head, bytes]:
    words = "\n".join(f"<p>{html.escape(line)}</p>" for line in said)
    data = _PAGE.format(title=html.escape(title), words=words).encode("utf-8")
    fields = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(data))),
        ("Content-Security-Policy", "default-src 'none'"),
        ("Cache-Control", "no-store"),
    ]
    return _head(b"HTTP/1.1 403 Forbidden", fields), data


def _head(first: bytes, fields: list[tuple[str, str]]) -> Head:
    return Head(first, tuple((name.encode(), value.encode("latin-1")) for name, value in fields))
