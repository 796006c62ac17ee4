"""The note under a mail about attachments that did not cross: what it was, why, what to do."""

from collections.abc import Sequence

from sekisho.sanitize.rebuild.contract import Child

_RULE = "―" * 20


def about(children: Sequence[Child]) -> str:
    """Return the note, "" when everything crossed."""
    held = [child for child in children if child.data is None]
    if not held:
        return ""
    lines = [_RULE, "関所からのお知らせ", f"渡せなかった添付ファイルが {len(held)} 件あります。"]
    for child in held:
        lines.append(f"・{child.name}")
        lines += [f"　{sentence}" for sentence in child.reasons]
    return "\n".join(lines)
