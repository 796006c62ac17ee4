"""The papers of this room: the basic policy, an edition for one reader, the sheet people sign."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from sekisho.policytext import labels
from sekisho.policytext.labels import CONTAINERS, System
from sekisho.web.organization.models import Person
from sekisho.web.policies.models import Document, Edition
from sekisho.web.policies.public import PublicClause, PublicPolicy, effective_words, public_clauses
from sekisho.web.ui.dates import clock, local_day, wareki_only
from sekisho.web.ui.papers import Block, Clause, Definitions, Heading, Paper, Paragraph, Table

_HEADED = frozenset({*CONTAINERS, System.SUPPLEMENT, System.ANNEX})


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a paper was handed to, and when: it stands on every page."""

    person: Person
    at: datetime

    @property
    def named(self) -> str:
        """The reader with the unit."""
        return f"{self.person.name}（{self.person.unit.name}）"

    @property
    def when(self) -> str:
        """Day and minute, in 和暦."""
        return f"{wareki_only(local_day(self.at))} {clock(self.at)}"


def edition_paper(edition: Edition, reader: Reader | None) -> Paper:
    """Return an edition as a regulation is printed; for a reader: marked as theirs on every page.

    The words are the document's own. One query.
    """
    blocks = list(_regulation(public_clauses(edition)))
    if edition.issuer:
        blocks.append(Paragraph(f"（{edition.issuer}）", align="end"))
    paper = Paper(title=edition.title, subtitle=tuple(_facts(edition)), blocks=tuple(blocks))
    if reader is None:
        return paper
    return replace(
        paper,
        header=_("閲覧者　%(reader)s　%(when)s") % {"reader": reader.named, "when": reader.when},
        footer=_handling(edition.document),
        watermark=f"{reader.named}　{reader.when}",
    )


def _handling(document: Document) -> str:
    """Return what stands below every page of a marked copy."""
    if document.restricted:
        return _("非公開　写しを他の人に渡さないこと")
    return _("組織の外に渡さないこと")


def _facts(edition: Edition) -> Iterator[str]:
    """Yield the lines under the title; what is not in force says so."""
    if edition.notice_number:
        yield edition.notice_number
    if edition.promulgated_on:
        yield wareki_only(edition.promulgated_on)
    if edition.effective_on:
        yield effective_words(edition.effective_on)
    number = _("第%(number)s版") % {"number": edition.number}
    states = {Edition.State.PUBLISHED: "", Edition.State.SUPERSEDED: _("（旧版）")}
    yield number + states.get(Edition.State(edition.state), _("（案）"))


def _regulation(clauses: Sequence[PublicClause]) -> Iterator[Block]:
    """Yield the clauses as regulations print them: 章 as headings, an article under its heading.

    What stands below counts its indent from the article: neither 章 and 節 nor 項 add to it.
    """
    outer: list[int] = []  # depths of what adds no indent to what follows below it
    articles = False
    for each in clauses:
        while outer and outer[-1] >= each.depth:
            outer.pop()
        found = labels.parse(f"{each.label} ") if each.label else None
        system = found.system if found else None
        articles = articles or system is System.ARTICLE
        depth = each.depth - len(outer)
        if system in _HEADED:
            yield Heading(_headed(each), each.depth + 1)
            if each.text:
                yield Clause("", each.text, 1)
            outer.append(each.depth)
            continue
        paragraph = articles and system in _PARAGRAPHS
        yield from _lines(each, system, max(depth - paragraph, 0))
        if paragraph:
            outer.append(each.depth)


_PARAGRAPHS = frozenset({System.ARABIC, System.DOT})


def _headed(clause: PublicClause) -> str:
    return "　".join(part for part in (clause.label, clause.heading) if part)


def _lines(clause: PublicClause, system: System | None, depth: int) -> Iterator[Block]:
    if not clause.heading:
        yield Clause(clause.label, clause.text, depth)
    elif system == System.ARTICLE:
        yield Clause(clause.label, clause.text, depth, caption=f"（{clause.heading}）")
    elif depth == 0:
        yield Heading(_headed(clause), 3)
        if clause.text:
            yield Clause("", clause.text, 1)
    else:
        yield Clause(clause.label, clause.heading, depth)
        if clause.text:
            yield Clause("", clause.text, depth + 1)


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
