"""The papers of this room: the basic policy for the public, and the sheet people sign."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sekisho.web.policies.models import Document, Edition
from sekisho.web.policies.public import PublicClause, PublicPolicy
from sekisho.web.ui.dates import wareki_only
from sekisho.web.ui.papers import Block, Clause, Definitions, Paper, Paragraph, Table


def policy_paper(policy: PublicPolicy) -> Paper:
    """Return the basic policy as a paper: the document's own words and nothing else."""
    lines = (policy.number, policy.promulgated, policy.effective)
    blocks: list[Block] = [block for clause in policy.clauses for block in _clause(clause)]
    if policy.issuer:
        blocks.append(Paragraph(f"（{policy.issuer}）", align="end"))
    return Paper(
        title=policy.title,
        subtitle=tuple(line for line in lines if line),
        blocks=tuple(blocks),
    )


def sheet_paper(edition: Edition, unit: str, names: Sequence[str]) -> Paper:
    """Return the sheet of one unit: what is confirmed, and a row to sign for each name."""
    rows = tuple((str(number), name, "", "") for number, name in enumerate(names, start=1))
    effective = wareki_only(edition.effective_on) if edition.effective_on else ""
    return Paper(
        title=_("情報セキュリティポリシーの遵守の確認書"),
        blocks=(
            Definitions(((_("文書"), edition.name), (_("施行日"), effective), (_("所属"), unit))),
            Paragraph(promise(edition.document)),
            Table(
                (_("番号"), _("氏名"), _("署名"), _("確認日")),
                rows,
                widths=(1, 4, 5, 3),
            ),
            Paragraph(_("確認者（所属の長）　　　　　　　　　　　　"), align="end"),
        ),
    )


def promise(document: Document) -> str:
    """Return what a person confirms about a document, alike on paper and on every page."""
    if document.kind == Document.Kind.BASIC:
        return _(
            "私は、情報セキュリティの重要性を理解し、業務の遂行に当たって情報セキュリティ基本方針及び"
            "これに基づく対策基準・実施手順を遵守します。"
        )
    return _(
        "私は、情報セキュリティの重要性を理解し、業務の遂行に当たってこの対策基準及び"
        "これに基づく実施手順を遵守します。"
    )


def _clause(clause: PublicClause) -> list[Block]:
    if clause.heading and clause.text:
        return [
            Clause(clause.label, clause.heading, clause.depth),
            Clause("", clause.text, clause.depth + 1),
        ]
    return [Clause(clause.label, clause.heading or clause.text, clause.depth)]
