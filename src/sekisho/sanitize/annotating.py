"""Adds our own words to a rebuilt mail's text, and has the verifier read the whole again.

Only a verified mail is touched, and its one form is known (`rebuild.mail.compose`): the text is the
first base64 block. What comes out has passed the verifier like everything else that crosses.
"""

import binascii
import hashlib
import re
from dataclasses import replace

from sekisho.sanitize.confinement import Confinement, ConfinementError
from sekisho.sanitize.flow import VERIFIED, verifier_payload, verifying
from sekisho.sanitize.options import Options
from sekisho.sanitize.reasons import withheld
from sekisho.sanitize.results import Result

_TEXT = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
_MESSAGE_ID = re.compile(rb"(?m)^Message-ID: (<[!-~]+>)\r?$")
_REPLACED = (b"Message-ID: ", b"In-Reply-To: ", b"References: ")
_NEXT = b"\r\n--=_sekisho"
_LINE = 76


def annotated(  # noqa: PLR0913  # what is added, each by its name
    result: Result,
    above: str,
    below: str,
    options: Options | None = None,
    *,
    sandbox: Confinement,
    named: str = "",
) -> Result:
    """Return a delivered mail with words above and below its text; held if it then fails to verify.

    `above` and `below` are text with line feeds; "" adds nothing. `named`: a Message-ID, with its
    brackets, for a mail that answers the one whose it was. Never raises for the mail.
    """
    data = result.data
    if data is None or not (above or below or named):
        return result
    written = _with_words(_renamed(data, named), above, below)
    limits = (options or Options()).limits
    digests = [child.sha256_out for child in result.children if child.sha256_out]
    try:
        work = sandbox.call(
            *verifying("eml"),
            verifier_payload("eml", digests, written),
            memory_bytes=limits.memory_bytes,
            cpu_seconds=limits.cpu_seconds,
            wall_seconds=limits.wall_seconds,
            output_bytes=4096,
        )
    except ConfinementError as error:
        return withheld(result, error.code)
    if work.data != VERIFIED:
        return withheld(result, "not-verified")
    return replace(result, data=written, sha256_out=hashlib.sha256(written).hexdigest())


def _renamed(data: bytes, name: str) -> bytes:
    """Return a mail under another Message-ID, as the answer to the one that had its own."""
    if not name:
        return data
    head, end, rest = data.partition(b"\r\nMIME-Version: ")
    before = _MESSAGE_ID.search(head)
    kept = [line for line in head.split(b"\r\n") if not line.startswith(_REPLACED)]
    kept.append(b"Message-ID: " + name.encode("ascii"))
    if before:
        kept.append(b"In-Reply-To: " + before[1])
    return b"\r\n".join(kept) + end + rest


def mail_text(result: Result) -> str:
    """Return the text of a delivered mail, "" of any other."""
    if result.data is None:
        return ""
    packed = result.data.partition(_TEXT)[2].partition(_NEXT)[0]
    return binascii.a2b_base64(packed).decode("utf-8").replace("\r\n", "\n")


def _with_words(data: bytes, above: str, below: str) -> bytes:
    head, mark, rest = data.partition(_TEXT)
    packed, next_part, tail = rest.partition(_NEXT)
    text = binascii.a2b_base64(packed).decode("utf-8")
    words = f"{above}\n\n" * bool(above) + "{}" + f"\n{below}\n" * bool(below)
    before, _, after = words.partition("{}")
    whole = (before.replace("\n", "\r\n") + text + after.replace("\n", "\r\n")).encode("utf-8")
    one = binascii.b2a_base64(whole, newline=False)
    lines = [one[at : at + _LINE] for at in range(0, len(one), _LINE)]
    end = next_part + tail if next_part else b"\r\n"
    return head + mark + b"\r\n".join(lines) + end
