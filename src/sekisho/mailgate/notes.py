"""The gateway's words to the recipient: what was taken out, how to ask for the original."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sekisho.mailgate.locks import locked_inside
from sekisho.sanitize import VECTORS, Action, Removal, Result

OPENED = "差出人の次のメールにあるパスワードで添付ファイルを開き、もう一度届けました"
_RULE = "―" * 20
_MOST = 8
_VERBS = {
    Action.REMOVED: "取り除きました",
    Action.NEUTRALISED: "ただの文字にしました",
    Action.CONVERTED: "安全な形に変えました",
    Action.HELD: "渡していません",
}
_SAID_ABOVE = "返信先の宛先が"  # the line on the sender has said so
_LOCKS = frozenset({"archive.encrypted", "ole.encrypted", "pdf.encrypted"})
# What every HTML or forwarded mail has, and what is said elsewhere in the same mail.
_ORDINARY = frozenset(
    [
        "mail.html-body",
        "mail.unknown-header",
        "mail.charset",
        "mail.type-mismatch",
        "mail.display-name",
        "archive.held-entry",
        "html.style",
    ]
)


@dataclass(frozen=True, slots=True)
class Asking:
    """How a recipient asks for an original."""

    number: str
    contact: str
    days: int
    pages: str = ""  # the address of the list of crossings; "": not known


def above(flags: Sequence[str]) -> str:
    """Return the one line on the sender, "" when nothing is odd."""
    return f"【差出人に注意】{'。'.join(flags)}。" if flags else ""


def opened(number: str, rest: str) -> str:
    """Return the line above a mail that comes once more, its locked file opened."""
    line = f"【関所】先に届いたメール（受付番号 {number}）を、{OPENED}。"
    return f"{line}\n{rest}" if rest else line


def below(result: Result, asking: Asking) -> str:
    """Return the note on what is not as it was sent, "" when all of it crossed as it was.

    Where attachments stayed, the mail's own text ends with a note about them: this one goes on from
    there, so that the recipient reads one note.
    """
    lines = _lines(result)
    if any(child.sha256_out is None for child in result.children):
        others = ["ほかは、次のようにして渡しました。", *lines] if lines else []
        how = [f"受付番号: {asking.number}", *_unlocking(result, asking), _how(asking)]
        return "\n".join([*others, *how])
    if not lines:
        return ""
    return "\n".join(
        [_RULE, f"関所からのお知らせ（受付番号 {asking.number}）", *lines, _how(asking)]
    )


def _unlocking(result: Result, asking: Asking) -> list[str]:
    """Return where the password of a locked attachment is typed in, if one waits for it."""
    if not (asking.pages and locked_inside(result)):
        return []
    return ["パスワードは次のページで入力します。", f"{asking.pages}?words={asking.number}"]


def _how(asking: Asking) -> str:
    return (
        f"元のメールは{asking.days}日間、暗号化して保管しています。必要なときは、"
        f"受付番号を添えて{asking.contact}に申し出てください。"
    )


def _lines(result: Result) -> list[str]:
    stayed = {child.name for child in result.children if child.sha256_out is None}
    counted = Counter(
        _said(removal) for removal in result.removals if _worth_saying(removal, stayed)
    )
    lines = [f"・{words}" + (f"（{n}か所）" if n > 1 else "") for words, n in counted.items()]
    if len(lines) > _MOST:
        lines = [*lines[:_MOST], f"・ほか {len(lines) - _MOST} 種類"]
    if any(removal.vector == "mail.html-body" for removal in result.removals):
        lines.insert(0, "・飾りのついた本文（HTML）は、文字だけにしました。")
    lines += [f"・{change}" for change in result.changes if not change.startswith(_SAID_ABOVE)]
    return lines


def _worth_saying(removal: Removal, stayed: set[str]) -> bool:
    """Whether it is said one by one: not what every mail has, nor what did not cross at all."""
    told = removal.location.partition("/")[0] in stayed  # the note on attachments has said why
    return not told and removal.vector not in _ORDINARY and removal.vector in VECTORS


def _said(removal: Removal) -> str:
    place = removal.location.partition("/")[0]
    where = f"{place} の" if "." in place else ""
    if removal.vector in _LOCKS and removal.action is Action.CONVERTED:
        return f"{where}パスワードを外しました。"
    return f"{where}「{VECTORS[removal.vector].title}」を、{_VERBS[removal.action]}。"


def held_notice(result: Result, asking: Asking, sender: str) -> str:
    """Return the text of the mail that tells a recipient a message did not cross."""
    reasons = [reason.message for reason in result.reasons]
    return "\n".join(
        [
            "あなたあてのメールを、安全に渡せないため保留しました。",
            "",
            f"差出人（封筒のアドレス）: {sender or '（なし。配送の通知など）'}",
            f"受付番号: {asking.number}",
            "理由:",
            *(f"・{reason}" for reason in reasons),
            "",
            _how(asking),
            "このメールは関所が自動で送っています。返信しても届きません。",
            "",
        ]
    )
