"""Why characters of a file stand in no clause: a code each, and its explanation in Japanese."""

from collections.abc import Mapping
from types import MappingProxyType

METADATA: Mapping[str, str] = MappingProxyType(
    {
        "title": "題名として読みました",
        "number": "公告・告示・訓令などの番号として読みました",
        "promulgation-date": "公布（公告）の日として読みました",
        "effective-date": "施行の日として読みました",
        "issuer": "所管する部署として読みました",
        "proclamation": "公告文として読みました",
        "amendment-history": "改正の経過として読みました",
        "signatory": "公布した者の職・氏名として読みました",
    }
)
"""Lines read into the document's metadata: kept as written, because values are normalised."""

REMOVED: Mapping[str, str] = MappingProxyType(
    {
        "before-first-clause": "最初の条より前にあり、前文でも題名でもありません",
        "caption-brackets": "見出しを囲む括弧です。見出しは括弧なしで記録しました",
        "footnote": "脚注・文末の注です",
        "header-footer": "各ページの上下に置かれた文字です",
        "list-mark": "箇条書きの記号です。項目の番号ではありません",
        "markdown-mark": "Markdown の記号です",
        "navigation": "ホームページの案内や問い合わせ先で、方針の本文ではありません",
        "page-number": "ページ番号です",
        "ruby": "ふりがなです。本文は元の字で記録しました",
        "running-head": "各ページに繰り返し印刷された見出しです",
        "rule": "罫線・区切り線です",
        "table-of-contents": "目次です。本文の見出しと重なるため二度読みません",
        "unreadable-character": "文字として読めない符号です",
    }
)
"""Characters that are no part of the policy's words."""

REASONS: Mapping[str, str] = MappingProxyType({**METADATA, **REMOVED})
