"""A list of accounts as a system or directory tells it, and its CSV form (pure)."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

MOST_ROWS = 50_000
MOST_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Listed:
    """One account. `kind` is a kind of `SystemAccount`, empty when the list does not say."""

    login: str
    name: str = ""
    email: str = ""
    enabled: bool = True
    privileged: bool = False
    kind: str = ""
    last_used: date | None = None


class ListError(ValueError):
    """The list cannot be read; `row` counts from 1 with the heading, 0: the whole file."""

    def __init__(self, problem: str, row: int = 0) -> None:
        super().__init__(problem)
        self.problem, self.row = problem, row


# Headings as lists call them, compared without blanks and case; the first row names the columns.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "login": (
        *("利用者id", "ユーザーid", "ユーザid", "ログインid", "アカウント"),
        *("login", "userid", "username", "samaccountname", "uid", "id"),
    ),
    "name": ("氏名", "名前", "表示名", "name", "displayname", "cn"),
    "email": ("メールアドレス", "メール", "mail", "email"),
    "enabled": ("有効", "状態", "enabled", "active"),
    "privileged": ("特権", "管理者", "権限", "privileged", "admin"),
    "kind": ("種別", "区分", "kind", "type"),
    "last_used": (
        *("最終利用日", "最終ログイン", "最終ログイン日", "最終サインイン"),
        *("lastlogin", "lastlogon", "last_used"),
    ),
}
_YES = {"1", "○", "◯", "はい", "有", "有効", "true", "yes", "y", "on", "使用中", "管理者", "特権"}
_NO = {"", "0", "×", "いいえ", "無", "無効", "停止", "false", "no", "n", "off", "一般", "なし"}
_KINDS = {
    "": "",
    "個人": "personal",
    "共用": "shared",
    "共有": "shared",
    "業務処理用": "service",
    "サービス": "service",
    "personal": "personal",
    "shared": "shared",
    "service": "service",
}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")


def read_csv(untrusted: bytes) -> list[Listed]:
    """Read a CSV file in UTF-8 or CP932. Raises ListError, naming the row that cannot be read.

    Every account stands once; a row without login is an error, an empty row is none.
    """
    if len(untrusted) > MOST_BYTES:
        raise ListError("long")
    rows = _rows(_text(untrusted))
    try:
        head = next(rows)
    except StopIteration:
        raise ListError("empty") from None
    columns = _columns(head)
    found: dict[str, Listed] = {}
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if number > MOST_ROWS + 1:
            raise ListError("long")
        one = _listed(columns, cells, number)
        if one.login.casefold() in found:
            raise ListError("twice", number)
        found[one.login.casefold()] = one
    return list(found.values())


def _text(untrusted: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = untrusted.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise ListError("encoding")


def _rows(text: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error as error:
        raise ListError("form") from error


def _columns(head: list[str]) -> dict[str, int]:
    plain = [re.sub(r"[\s　]", "", cell).casefold() for cell in head]
    found = {
        field: plain.index(name)
        for field, names in HEADINGS.items()
        for name in reversed(names)
        if name in plain
    }
    if "login" not in found:
        raise ListError("heading", 1)
    return found


def _listed(columns: Mapping[str, int], cells: list[str], number: int) -> Listed:
    def cell(field: str) -> str:
        place = columns.get(field, -1)
        return cells[place].strip() if 0 <= place < len(cells) else ""

    if not cell("login"):
        raise ListError("login", number)
    return Listed(
        login=cell("login")[:200],
        name=cell("name")[:200],
        email=cell("email")[:254],
        enabled=_flag(cell("enabled"), number) if "enabled" in columns else True,
        privileged=_flag(cell("privileged"), number),
        kind=_kind(cell("kind"), number),
        last_used=_day(cell("last_used"), number),
    )


def _flag(word: str, number: int) -> bool:
    plain = word.casefold()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise ListError("flag", number)


def _kind(word: str, number: int) -> str:
    try:
        return _KINDS[word.casefold()]
    except KeyError:
        raise ListError("kind", number) from None


def _day(word: str, number: int) -> date | None:
    if not word:
        return None
    if found := _DAY.fullmatch(word):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            pass
    raise ListError("day", number)
