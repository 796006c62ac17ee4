"""What the reader of policies says, in the reader's language; the engine speaks Japanese only.

In Japanese its own words are shown, with their details. In another language a sentence for its
code stands in their place, followed by nothing lost: the words themselves are shown beside.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LEFT_OUT: Mapping[str, Promise] = {
    "title": _("題名として読みました"),
    "number": _("公告・告示・訓令などの番号として読みました"),
    "promulgation-date": _("公布（公告）の日として読みました"),
    "effective-date": _("施行の日として読みました"),
    "issuer": _("所管する部署として読みました"),
    "proclamation": _("公告文として読みました"),
    "amendment-history": _("改正の経過として読みました"),
    "signatory": _("公布した者の職・氏名として読みました"),
    "before-first-clause": _("最初の条より前にあり、前文でも題名でもありません"),
    "caption-brackets": _("見出しを囲む括弧です。見出しは括弧なしで記録しました"),
    "footnote": _("脚注・文末の注です"),
    "header-footer": _("各ページの上下に置かれた文字です"),
    "list-mark": _("箇条書きの記号です。項目の番号ではありません"),
    "markdown-mark": _("Markdown の記号です"),
    "navigation": _("ホームページの案内や問い合わせ先で、方針の本文ではありません"),
    "page-number": _("ページ番号です"),
    "ruby": _("ふりがなです。本文は元の字で記録しました"),
    "running-head": _("各ページに繰り返し印刷された見出しです"),
    "rule": _("罫線・区切り線です"),
    "table-of-contents": _("目次です。本文の見出しと重なるため二度読みません"),
    "unreadable-character": _("文字として読めない符号です"),
}
"""Why characters stand in no clause, by the engine's code."""

DEMANDS: Mapping[str, Promise] = {
    "words": _("条文の言葉から提案しました。"),
    "context": _("条文に手がかりがないため、上の条の見出しから提案しました。"),
    "unmatched": _("求めはありますが、当てはまる項目が見つかりません。手で選んでください。"),
    "purpose": _("目的を述べる条文で、求めはありません。"),
    "definition": _("用語の意味を定める条文で、求めはありません。"),
    "threats": _("対象とする脅威を挙げる条文で、求めはありません。"),
    "heading": _("見出しだけの条文です。"),
    "container": _("求めの中身は下の号が定めています。"),
    "item": _("上の条文の一部を挙げた号です。求めは上の条文にあります。"),
    "permission": _("できることを定める条文で、求めはありません。"),
    "delegation": _("細目を別に定めるとする条文で、求めはありません。"),
    "statement": _("文書の位置付けを述べる条文で、求めはありません。"),
    "supplementary": _("附則です。"),
    "deleted": _("削除された条文です。"),
}
"""Why a clause is taken to demand something or nothing, by the engine's code."""

_WARNINGS: Mapping[str, Promise] = {
    "missing-number": _(
        "番号が抜けています。詰めずに読みました。原本に欠けがないか確かめてください。"
    ),
    "duplicate-number": _("同じ番号が二つあります。原本を確かめてください。"),
    "number-out-of-order": _("番号の順序が前後しています。原本を確かめてください。"),
    "amending-text": _("改正の指示（改め文）です。改正後の全文を読み込んでください。"),
    "unresolved-reference": _("指している条項がこの文書に見つかりません。番号を確かめてください。"),
    "no-title": _("題名が見つかりません。読み込んだあとで入れてください。"),
    "several-documents": _(
        "一つのファイルに複数の文書が入っています。分けて読み込むか、題名を入れてください。"
    ),
    "garbled-circled-number": _("文字化けした丸数字を読み替えました。原本を確かめてください。"),
    "unnumbered-heading": _("見出しに条の番号がありません。原本を確かめてください。"),
}
_REFUSALS: Mapping[str, Promise] = {
    "unreadable": _("ファイルを読み取れません。元の文書からファイルを作り直してください。"),
    "not-a-policy": _("方針の条文が見つかりません。方針の本文が入ったファイルを選んでください。"),
    "empty": _("ファイルが空です。方針の本文が入ったファイルを選んでください。"),
    "no-text": _(
        "文字の入っていない PDF です。"
        "元の Word ファイルか、文字を選択できる PDF を読み込んでください。"
    ),
    "password-needed": _("パスワードで保護されています。パスワードを外して保存し直してください。"),
    "too-large": _("ファイルが大きすぎます。方針の本文だけのファイルにしてください。"),
    "unknown-format": _(
        "読み取れる形式ではありません。Word（.docx）、PDF、HTML、テキストのいずれかを選んでください。"
    ),
}


def warning(code: str, message: str) -> str:
    """Return a warning of the reader, with the engine's words where they are not the reader's."""
    return _worded(_WARNINGS.get(code), message)


def refusal(code: str, message: str) -> str:
    """Return why a file was refused, likewise."""
    return _worded(_REFUSALS.get(code), message)


def _worded(sentence: Promise | None, message: str) -> str:
    if sentence is None or (get_language() or "ja").startswith("ja"):
        return message
    return f"{sentence} ({message})"


KINDS: Mapping[str, str | Promise] = {
    "edition.drafted": _("文書の執筆"),
    "edition.exported": _("実施手順の写しの受取り"),
    "manuscript.begun": _("原稿の書き始め"),
    "manuscript.changed": _("原稿の変更"),
    "manuscript.remarked": _("原稿へのコメント"),
    "manuscript.settled": _("コメントの処理"),
    "manuscript.dropped": _("原稿の破棄"),
    "clause.procedures": _("条文と実施手順の結び付け"),
}
"""What is sealed of documents written here; handed in by site."""

THINGS: Mapping[str, str | Promise] = {"manuscript": _("原稿")}
