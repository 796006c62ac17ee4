"""What is deceptive about a mail's sender, each trick in one plain line for the recipient."""

import re
import unicodedata
from collections.abc import Iterable
from email.header import decode_header, make_header
from email.utils import parseaddr

from sekisho.mailgate.addresses import domain_as_ascii
from sekisho.sanitize import Result

_HEADERS = re.compile(rb"(?ms)^(From|Reply-To|Subject): (.*?)\r\n(?![ \t])")
_PLACES = frozenset({"from", "sender", "subject", "reply-to", "From"})
_HIDDEN = ("text.direction", "text.invisible")
FAILED = frozenset({"fail", "softfail", "permerror"})
_SUBJECT = 500  # letters kept for the list of crossings
_JAPANESE = ("CJK UNIFIED", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "LATIN", "DIGIT", "HYPHEN")
# Letters and pairs taken for others at a glance, after lower case.
_ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"))
_FOREIGN = str.maketrans("аеорсухіѕԁԛԝһјοαυν", "aeopcyxisdqwhjoauv")


def flags(result: Result, known: Iterable[str]) -> tuple[str, ...]:
    """Return sentences about a rebuilt mail's sender, none when nothing is odd.

    `known` are the domains recipients trust: their own, and those the body names.
    """
    if result.data is None:
        return ()
    fields = _fields(result.data)
    found = list(_from_removals(result))
    domain = _domain(fields.get("From", ""))
    found += _about_domain(domain, [domain_as_ascii(each) for each in known if each != "*"])
    answer = _domain(fields.get("Reply-To", ""))
    if domain and answer and answer.lower() != domain.lower():
        found.append(f"返信すると、差出人とは違うドメイン（{_shown(answer)}）に届きます")
    return tuple(dict.fromkeys(found))


def subject(result: Result) -> str:
    """Return the subject as the recipients get it; "" when nothing of the mail crosses.

    Only verified bytes are read: what was held has no subject here.
    """
    found = _fields(result.data).get("Subject", "") if result.data is not None else ""
    return " ".join(found.split())[:_SUBJECT]


def address(result: Result) -> str:
    """Return the address of the From field, "" when there is none to be read."""
    return parseaddr(_fields(result.data).get("From", ""))[1] if result.data is not None else ""


def unproven(results: dict[str, str]) -> tuple[str, ...]:
    """Return a sentence when the front server could not confirm the sender."""
    failed = [f"{name.upper()} {word}" for name, word in results.items() if word in FAILED]
    return (f"送信元の確認に失敗しています（{'、'.join(failed)}）",) if failed else ()


def _fields(data: bytes) -> dict[str, str]:
    """Return sender and subject of a verified message, their encoded words decoded."""
    block = data.partition(b"\r\n\r\n")[0] + b"\r\n"
    raw = {m[1].decode("ascii"): m[2].decode("ascii") for m in _HEADERS.finditer(block)}
    return {name: str(make_header(decode_header(value))) for name, value in raw.items()}


def _domain(field: str) -> str:
    return parseaddr(field)[1].rpartition("@")[2]


def _from_removals(result: Result) -> Iterable[str]:
    for removal in result.removals:
        if removal.vector == "mail.display-name":
            yield "表示名に、本当のアドレスとは違うアドレスが書かれていました（取り除きました）"
        elif removal.vector in _HIDDEN and removal.location in _PLACES:
            yield "差出人や件名に、見えない文字や並びを逆にする文字がありました（取り除きました）"


def _about_domain(domain: str, known: list[str]) -> Iterable[str]:
    if not domain:
        yield "差出人のアドレスがありません"
        return
    ascii_domain = domain_as_ascii(domain)
    letters = _letters(ascii_domain or domain)
    if not ascii_domain or mixes_scripts(letters):
        yield f"差出人のドメイン（{_shown(domain)}）に、英字に似せた別の文字が使われています"
    if any(ascii_domain == each or ascii_domain.endswith(f".{each}") for each in known if each):
        return
    twin = next((each for each in known if each and looks_like(letters, each)), None)
    if twin:
        yield f"差出人のドメイン（{_shown(domain)}）は、{twin} に似せた別のものです"


def _letters(domain: str) -> str:
    try:
        return domain.encode("ascii").decode("idna")
    except (UnicodeError, ValueError):
        return domain


def mixes_scripts(domain: str) -> bool:
    """Whether a label has letters that neither Latin nor Japanese writing knows."""
    return any(
        not unicodedata.name(letter, "?").startswith(_JAPANESE)
        for letter in domain
        if not letter.isascii()
    )


def looks_like(domain: str, known: str) -> bool:
    """Whether a domain is another one that a hurried reader takes for `known`."""
    return domain != known and (
        skeleton(domain) == skeleton(known) or _one_apart(domain.lower(), known)
    )


def skeleton(domain: str) -> str:
    """Return a domain as it looks: letters that are taken for each other become one."""
    text = unicodedata.normalize("NFKC", domain).lower().translate(_FOREIGN)
    for seen, taken_for in _ALIKE:
        text = text.replace(seen, taken_for)
    return text


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter was added, left out, changed, or two neighbours swapped."""
    if min(len(one), len(other)) < 8 or abs(len(one) - len(other)) > 1:  # noqa: PLR2004  # shorter names are near each other by chance
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return len(one) != len(other)
    rest, rest_other = one[start:], other[start:]
    return (
        rest[1:] == rest_other[1:]
        or rest == rest_other[1:]
        or rest[1:] == rest_other
        or (rest[:2] == rest_other[1::-1] and rest[2:] == rest_other[2:])
    )


def _shown(domain: str) -> str:
    """Return a domain in plain ASCII, where no letter can be taken for another script's."""
    return domain_as_ascii(domain) or domain.encode("ascii", "backslashreplace").decode("ascii")
