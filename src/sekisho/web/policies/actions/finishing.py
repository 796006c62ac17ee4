"""A manuscript becomes a draft edition: printed, read back, refused unless it reads the same."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence import queries
from sekisho.web.organization.models import Person
from sekisho.web.policies.actions.importing import import_edition
from sekisho.web.policies.drafting import differing, printed
from sekisho.web.policies.errors import PolicyRefusedError, WrongStateError
from sekisho.web.policies.models import (
    Clause,
    ClauseTopic,
    Edition,
    Manuscript,
    Passage,
    Remark,
    Style,
)
from sekisho.web.policies.reading import document_of
from sekisho.web.policies.rewriting import line_of


@transaction.atomic
def make_edition(*, manuscript: Manuscript, by: Person, at: datetime) -> Edition:
    """Make a draft edition of a manuscript, on the same way as an uploaded file from here on.

    The topics of the controls its passages answer are proposed besides those of their words. Who
    wrote in it is sealed of the edition: they cannot decide on it. Raises PolicyRefusedError with
    remarks open, and where the text would not be read back as it is written; WrongStateError.
    """
    row = Manuscript.objects.select_for_update().get(pk=manuscript.pk)
    if row.edition_id is not None:
        raise WrongStateError(_("この原稿からは、既に版を作りました。"))
    passages = list(row.passages.all())
    _refuse_unfinished(row)
    lines = [line_of(each) for each in passages]
    style = Style(row.style).value
    text = printed(row.title, row.effective_on, lines, style)  # type: ignore[arg-type]  # its values
    edition = import_edition(
        kind=row.kind, document=row.document, name=f"manuscript-{row.pk}.txt",
        data=text.encode(), title=row.title, by=by, at=at,
    )  # fmt: skip
    wrong = differing(lines, style, document_of(edition.tree))  # type: ignore[arg-type]  # as above
    if wrong is not None or edition.title != row.title:
        raise PolicyRefusedError(
            _(
                "%(number)d番目の条文が、書いたとおりに読み取れません。見出しと本文を見直してください。"
            )
            % {"number": wrong or 1}
        )
    _propose(edition, passages)
    row.edition, row.document = edition, edition.document
    row.save(update_fields=["edition", "document"])
    _seal_authors(row, edition, by, at)
    return edition


def _refuse_unfinished(row: Manuscript) -> None:
    waiting = Remark.objects.filter(passage__manuscript=row, settled_at=None).count()
    if waiting:
        raise PolicyRefusedError(
            _("済んでいないコメントが%(count)d件あります。先に答えてください。")
            % {"count": waiting}
        )


def _propose(edition: Edition, passages: list[Passage]) -> None:
    """Give each clause the topics of the control its passage answers."""
    rows = edition.clauses.order_by("position").prefetch_related("topics")
    clauses = [each for each in rows if each.label or each.heading]
    controls, topics, demanding = load().controls, [], []
    for clause, passage in zip(clauses, passages, strict=True):
        control = controls.get(passage.control)
        if control is None:
            continue
        clause.demands = True
        demanding.append(clause)
        carried = {each.topic for each in clause.topics.all()}
        topics += [
            ClauseTopic(clause=clause, topic=each) for each in control.topics if each not in carried
        ]
    Clause.objects.bulk_update(demanding, ["demands"], batch_size=500)
    ClauseTopic.objects.bulk_create(topics, batch_size=500)


def _seal_authors(row: Manuscript, edition: Edition, by: Person, at: datetime) -> None:
    """Seal one entry for everybody who wrote in it: none of them decides on the edition."""
    kinds = ["manuscript.begun", "manuscript.changed"]
    authors = {str(by.opaque_id), *(e.actor for e in queries.sealed(kinds, [row.subject]))}
    for author in sorted(authors):
        evidence.seal(
            kind="edition.drafted", subject=edition.subject, at=at, by=author,
            body={"manuscript": row.pk},
        )  # fmt: skip
