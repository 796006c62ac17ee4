"""From the bytes of a file to a `Document`: extract, mend, divide, build, settle, connect."""

from datetime import date

from sekisho.policytext import (
    amending,
    beginning,
    bundle,
    contents,
    definitions,
    formats,
    gaps,
    mending,
    metadata,
    outline,
    references,
    settling,
)
from sekisho.policytext.errors import EmptyFileError, NotAPolicyError, TooLargeError
from sekisho.policytext.limits import Limits
from sekisho.policytext.line import Line
from sekisho.policytext.metadata import Front
from sekisho.policytext.model import Clause, Document, LeftOut, Notice
from sekisho.policytext.node import Node
from sekisho.policytext.sentences import demands
from sekisho.policytext.tally import Deadline, Tally

_DEFAULT = Limits()


def read(data: bytes, *, name: str = "", limits: Limits = _DEFAULT) -> Document:
    """Return the policy in the file's bytes as a tree of clauses.

    The format is told from the bytes; `name` only helps where bytes say too little. Every
    visible character of the extracted text is in a clause (label, heading, text) or in
    `left_out`. Raises a `ReadError` whose message says what to do.
    """
    lines = extract(data, name=name, limits=limits)
    deadline = Deadline(limits)
    mended = mending.mend(lines)
    left_out = [item for line in mended for item in _taken_off(line)]
    body, table = contents.split([line for line in mended if not line.drop and line.visible])
    left_out.extend(LeftOut(_whole(line), "table-of-contents", line.number) for line in table)
    body = [line.untabbed() for line in body]
    at = beginning.first_clause(body)
    front = metadata.read_front(body[:at])
    rest = metadata.read_foot(front, body[at:])
    builder = outline.Builder(limits, deadline)
    builder.take([*front.preamble, *rest])
    clauses = settling.settle(builder.root, limits)
    left_out.extend((*front.left_out, *builder.left_out))
    deadline.check()
    resolver = references.Resolver(builder.root, deadline)
    return _finish(front, resolver, builder.root, clauses, left_out)


def extract(data: bytes, *, name: str = "", limits: Limits = _DEFAULT) -> list[Line]:
    """Return the lines of a file as its format gives them, before any mending."""
    if len(data) > limits.bytes:
        raise TooLargeError(
            f"ファイルが大きすぎます（上限 {limits.bytes // (1024 * 1024)} MB）。"
            "方針の本文だけのファイルにして読み込んでください。"
        )
    if not data.strip():
        raise EmptyFileError("ファイルが空です。方針の本文が入ったファイルを選んでください。")
    lines = formats.detect(data, name).lines(data, limits)
    tally = Tally(limits)
    for line in lines:
        tally.line(line.text)
    if not any(line.text for line in lines):
        raise EmptyFileError(
            "ファイルに文字がありません。方針の本文が入ったファイルを選んでください。"
        )
    return lines


def _taken_off(line: Line) -> list[LeftOut]:
    marks = [LeftOut(text, reason, line.number) for text, reason in line.removed if text]
    return [*marks, LeftOut(_whole(line), line.drop, line.number)] if line.drop else marks


def _whole(line: Line) -> str:
    return f"{line.label} {line.text}".strip()


def _finish(
    front: Front,
    found: references.Resolver,
    root: Node,
    clauses: tuple[Clause, ...],
    left_out: list[LeftOut],
) -> Document:
    amends = amending.notices(clauses)
    several = None if front.title else bundle.notice(root)
    if not amends:
        _require_policy(clauses, titled=bool(front.title) or several is not None)
    clauses = definitions.find(clauses)
    if not amends:
        clauses = found.resolve(clauses)
    notices = (*amends, *gaps.notices(root), *found.notices)
    return Document(
        title=front.title,
        number=front.number,
        promulgated=front.promulgated,
        effective=front.effective or _supplement_date(front, clauses),
        issuer=front.issuer,
        replaces_all=front.replaces_all,
        clauses=clauses,
        warnings=notices if front.title else (several or _NO_TITLE, *notices),
        left_out=tuple(sorted(left_out, key=lambda item: item.line)),
    )


def _require_policy(clauses: tuple[Clause, ...], *, titled: bool) -> None:
    """Refuse a text without clauses, or whose clauses neither rule nor define anything."""
    ordered = any(clause.label or clause.heading for clause in clauses)
    if ordered and (titled or any(_rules(clause) for top in clauses for clause in top.walk())):
        return
    raise NotAPolicyError(
        "方針の条文（「1 目的」「第1条」のような番号のある条や項）が見つかりません。"
        "情報セキュリティ基本方針などの本文が入ったファイルを選んでください。"
    )


def _rules(clause: Clause) -> bool:
    return any(
        demands(sentence + "。") or sentence.endswith(("をいう", "とする"))
        for sentence in clause.text.split("。")[:-1]
    )


def _supplement_date(front: Front, clauses: tuple[Clause, ...]) -> date | None:
    supplement = next((clause for clause in clauses if clause.id == "附則"), None)
    for clause in supplement.walk() if supplement else ():
        if found := metadata.effective_from_supplement(clause.text, front.promulgated):
            return found
    return None


_NO_TITLE = Notice(
    "no-title", "題名が見つかりません。読み込んだあとで、方針の題名を入れてください。"
)
