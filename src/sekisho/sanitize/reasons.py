"""Why a document does not cross as it is: stable codes, and the sentence a person reads."""

from dataclasses import replace
from importlib import resources
from typing import Final

from sekisho.sanitize.results import Outcome, Reason, Result

REASONS: dict[str, tuple[str, str]] = {
    # code: (Japanese, English); each says what happened and what to do
    "password-needed": (
        "パスワードがかかっています。パスワードを入力すると、無害化して受け取れます。",
        "A password protects this file. Enter it, and the file is sanitized and delivered.",
    ),
    "password-wrong": (
        "パスワードが違います。確かめて、もう一度入力してください。",
        "The password is wrong. Check it and enter it again.",
    ),
    "too-many-passwords": (
        "試したパスワードが多すぎます。正しいものを確かめて、一つだけ入力してください。",
        "Too many passwords were tried. Find the right one and enter only that.",
    ),
    "type-mismatch": (
        "ファイル名の拡張子と中身の形式が違います。送り主に、正しい形式での送り直しを頼んでください。",
        "The file name's extension and the content disagree. Ask the sender for a correct file.",
    ),
    "unknown-type": (
        "形式を判別できません。送り主に、PDF か Word・Excel・PowerPoint の形式で頼んでください。",
        "The kind of file is not known. Ask the sender for PDF or an Office document.",
    ),
    "unsupported-type": (
        "この形式は無害化できません。送り主に、PDF か .docx での送り直しを頼んでください。",
        "This kind of file cannot be sanitized. Ask the sender for PDF or .docx.",
    ),
    "forbidden-type": (
        "実行できる形式のファイルは受け取れません。必要なときは情報担当に相談してください。",
        "Files that can be run are never accepted. Ask the IT desk if you need one.",
    ),
    "empty": (
        "ファイルの中身が空です。送り主に確かめてください。",
        "The file is empty. Ask the sender.",
    ),
    "broken": (
        "ファイルが壊れているか、規格どおりに作られていません。送り主に作り直しを頼んでください。",
        "The file is damaged or malformed. Ask the sender to make it anew.",
    ),
    "nothing-left": (
        "安全に渡せる中身が残りませんでした。送り主に、別の形式での送り直しを頼んでください。",
        "Nothing that is safe to deliver was left. Ask the sender for another format.",
    ),
    "ambiguous": (
        "読み取り方によって内容が変わる作りのため、渡せません。送り主に送り直しを頼んでください。",
        "The file reads differently in different programs. Ask the sender to send it again.",
    ),
    "limit": (
        "大きすぎるか、複雑すぎます。分けて送るよう、送り主に頼んでください。",
        "The file is too large or too complex. Ask the sender to split it.",
    ),
    "timeout": (
        "決められた時間のうちに処理できませんでした。分けて送るよう、送り主に頼んでください。",
        "The file could not be handled in the time allowed. Ask the sender to split it.",
    ),
    "memory": (
        "決められたメモリのうちで処理できませんでした。分けて送るよう、送り主に頼んでください。",
        "The file could not be handled in the memory allowed. Ask the sender to split it.",
    ),
    "crashed": (
        "処理の途中で止まりました。元のファイルは保管しています。情報担当に相談してください。",
        "Handling stopped half-way. The original is kept. Ask the IT desk.",
    ),
    "not-verified": (
        "作り直したファイルが検査に不合格です。元のファイルは保管しています。情報担当に相談してください。",
        "The rebuilt file did not pass verification. The original is kept. Ask the IT desk.",
    ),
    "sandbox-missing": (
        "隔離して処理する仕組みが使えないため、すべて保留しています。情報担当に知らせてください。",
        "The confinement is not available, so everything is held. Tell the IT desk.",
    ),
    "not-saved": (
        "無害化できましたが、置き場所に書けませんでした。空き容量と権限を確かめて、もう一度試してください。",
        "It was sanitized but could not be saved. Check free space and permissions, and try again.",
    ),
    "malware": (
        "不正プログラム対策ソフトが、不正プログラムを見つけました。送り主に連絡せず、情報担当に知らせてください。",
        "Anti-malware software found malware. Do not answer the sender; tell the IT desk.",
    ),
    "program-missing": (
        "この形式の変換に必要なプログラムが入っていません。情報担当に知らせてください。",
        "A program needed to convert this format is not installed. Tell the IT desk.",
    ),
}


def _read() -> dict[str, tuple[str, str]]:
    """Return what is said instead, by the vector that holds a document: Japanese, English."""
    lines = resources.files(__package__).joinpath("advice.txt").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {vector: (ja, en) for vector, ja, en in rows}


ADVICE: Final = _read()


def reason(code: str, vector: str | None = None) -> Reason:
    """Return the reason `code` in Japanese, as exactly as `vector` allows.

    Raise KeyError for a code that is not listed.
    """
    general = REASONS[code]
    return Reason(code, ADVICE.get(vector or "", general)[0])


def withheld(result: Result, code: str) -> Result:
    """Return a result without its bytes, held for `code`: they could not be put where they belong."""  # noqa: E501
    return replace(
        result,
        outcome=Outcome.HELD,
        data=None,
        output_name=None,
        media_type=None,
        sha256_out=None,
        reasons=(reason(code),),
    )


def in_english(code: str, vector: str | None = None) -> str:
    """Return the English sentence of the same reason."""
    return ADVICE.get(vector or "", REASONS[code])[1]
