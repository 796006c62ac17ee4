"""Small policies of the fictional body, in our own words, and the rows made from them."""

from typing import Any

from tests.web.factories import AT, make_person

from sekisho.web.policies import actions
from sekisho.web.policies.models import Document, Edition

MARKER = "灯台守の合言葉"  # stands in the procedure alone
PROCEDURE_TITLE = "朝霧市職員共済組合当直室の鍵の手順"

BASIC = """朝霧市職員共済組合公告第7号

令和8年3月31日

朝霧市職員共済組合情報セキュリティ基本方針

令和8年4月1日

1 目的

この方針は、朝霧市職員共済組合（以下「組合」という。）の情報資産を守るための基本を定めることを目的とする。

2 職員等の遵守

職員、非常勤職員、派遣職員、嘱託職員及び臨時職員は、この方針と情報セキュリティ対策基準を遵守しなければならない。

3 対策

組合は、次の対策を講じる。

(1) 組織体制

情報セキュリティ対策を推進する組織体制を確立する。

(2) 人的セキュリティ

職員等に十分な教育及び啓発を行う。

(3) 物理的セキュリティ

サーバ機器等及び管理区域について、物理的な対策を講じる。

4 見直し

情報セキュリティ監査の結果に応じて、情報セキュリティポリシーの見直しを行う。

（総務課）
"""

STANDARD = """朝霧市職員共済組合情報セキュリティ対策基準

令和8年4月1日施行

1 目的

この基準は、基本方針に基づき、対策の判断の基準を定めることを目的とする。

2 教育

情報セキュリティ管理者は、職員等に毎年度一回の研修を行わなければならない。

3 委託

業務委託を行う場合には、委託事業者の選定の基準を定める。
"""

PROCEDURE = f"""{PROCEDURE_TITLE}

令和8年4月1日施行

1 目的

この手順は、当直室の鍵の扱いを定めることを目的とする。

2 鍵の保管

当直の職員は、{MARKER}を確かめてから鍵を渡さなければならない。

3 サーバ室

サーバ室に入る者は、入退室の記録簿に氏名を書かなければならない。
"""


def basic(**replaced: str) -> bytes:
    """Return the basic policy with words replaced: `basic(十分な="必要な")`."""
    text = BASIC
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def long_standard(articles: int) -> bytes:
    """Return a standard of `articles` articles with eleven items each."""
    lines = ["朝霧市職員共済組合大部の対策基準", "", "令和8年4月1日施行", ""]
    for article in range(1, articles + 1):
        lines += [f"第{article}条　職員等は、次に掲げる事項を遵守しなければならない。"]
        for item in range(1, 12):
            lines.append(
                f"({item})　端末{article}の{item}番について、パスワードを適切に管理すること。"
            )
    return "\n".join(lines).encode()


def imported(
    data: bytes | None = None, *, kind: str = "basic", by: Any = None, at: Any = AT, **given: Any
) -> Edition:
    """Return a draft edition of the kind, imported by a new member of the secretariat."""
    if data is None:
        data = {"basic": BASIC, "standard": STANDARD, "procedure": PROCEDURE}[kind].encode()
    document = given.pop("document", None)
    return actions.import_edition(
        kind=kind,
        document=document,
        name=given.pop("name", "policy.txt"),
        data=data,
        by=by or make_person(roles=("secretariat",)),
        at=at,
        **given,
    )


def submitted(edition: Edition | None = None, *, by: Any = None, at: Any = AT) -> Edition:
    """Return an edition that waits for a decision."""
    edition = edition or imported()
    by = by or edition.created_by
    actions.confirm_topics(edition=edition, by=by, at=at)
    actions.submit_edition(edition=edition, reason="改めるため", by=by, at=at)
    return fresh(edition)


def approved(edition: Edition | None = None, *, at: Any = AT) -> Edition:
    """Return an edition the CISO approved."""
    edition = submitted(edition, at=at)
    ciso = make_person(roles=("ciso",))
    actions.decide_edition(edition=edition, approve=True, comment="", by=ciso, at=at)
    return fresh(edition)


def published(edition: Edition | None = None, *, at: Any = AT, **given: Any) -> Edition:
    """Return an edition in force."""
    edition = approved(edition, at=at)
    by = edition.created_by
    actions.publish_edition(edition=edition, by=by, at=at, **given)
    return fresh(edition)


def next_edition(earlier: Edition, data: bytes, *, at: Any = AT) -> Edition:
    """Return a draft that follows another edition of the same document."""
    return imported(
        data, kind=earlier.document.kind, document=earlier.document, by=earlier.created_by, at=at
    )


def fresh(edition: Edition) -> Edition:
    """Return the edition as it stands in the database."""
    return Edition.objects.select_related("document", "created_by").get(pk=edition.pk)


def document_of(edition: Edition) -> Document:
    """Return the edition's document as it stands in the database."""
    return Document.objects.get(pk=edition.document_id)
