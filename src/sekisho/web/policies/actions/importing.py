"""Taking in the body's own file as a draft edition."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.policytext import Document as Reading
from sekisho.policytext import as_json
from sekisho.policytext.topics import Proposal, propose
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person
from sekisho.web.policies.apart.reading import read_apart
from sekisho.web.policies.errors import (
    NotAllowedError,
    PolicyRefusedError,
    SameFileError,
    WrongStateError,
)
from sekisho.web.policies.models import READ_PROCEDURES, Clause, ClauseTopic, Document, Edition
from sekisho.web.policies.reading import with_depth

_BATCH = 500


def import_edition(  # noqa: PLR0913  # the parts of an import
    *,
    kind: str,
    document: Document | None,
    name: str,
    data: bytes,
    by: Person,
    at: datetime,
    title: str = "",
) -> Edition:
    """Read an untrusted file into a new draft edition of `document`, or of a new document.

    `name` is the file's name; `kind` must be that of an existing document; `title` is used where
    the file names none. Nothing is kept when anything is refused. Raises UnreadableFileError,
    SameFileError, NotAllowedError, PolicyRefusedError.
    """
    _may_import(kind, by, at)
    digest = hashlib.sha256(data).hexdigest()
    _not_known(digest, by, at)
    _fits(kind, document)
    reading = read_apart(data, name=name)
    proposals = propose(reading, load().topics.values())
    with transaction.atomic():
        _not_known(digest, by, at)  # again: the button may have been pressed twice
        row = _edition(kind, document, reading, title=title, by=by, at=at)
        row.source_name, row.source, row.source_sha256 = name[:255], data, digest
        row.save()
        topics = _clauses(row, reading, proposals)
        _seal(row, reading, topics, by=by, at=at)
    return row


@transaction.atomic
def discard_edition(*, edition: Edition, by: Person, at: datetime) -> None:
    """Remove a draft that was imported by mistake, and its document when it was the only one.

    Raises WrongStateError for anything but a draft.
    """
    row = Edition.objects.select_for_update().light().get(pk=edition.pk)
    if row.state != Edition.State.DRAFT:
        raise WrongStateError(
            _("取り消せるのは案だけです。決裁待ちのものは先に取り下げてください。")
        )
    evidence.seal(
        kind="edition.discarded",
        subject=row.subject,
        at=at,
        by=str(by.opaque_id),
        body={"document": row.document_id, "number": row.number, "sha256": row.source_sha256},
    )
    document = row.document
    row.delete()
    if not document.editions.exists():
        document.delete()


def _may_import(kind: str, by: Person, at: datetime) -> None:
    if kind not in Document.Kind.values:
        raise PolicyRefusedError(_("文書の種類を選んでください。"))
    if kind == Document.Kind.PROCEDURE and READ_PROCEDURES not in rights_of(
        by, timezone.localdate(at)
    ):
        raise NotAllowedError(
            _(
                "実施手順を取り込むには、実施手順を読む権限が要ります。権限のある役割の人に依頼してください。"
            )
        )


def _fits(kind: str, document: Document | None) -> None:
    if document is None and kind == Document.Kind.BASIC and _basic_exists():
        raise PolicyRefusedError(
            _(
                "基本方針は一つだけ登録できます。登録済みの基本方針の次の版として取り込んでください。"
            )
        )
    if document is not None and document.kind != kind:
        raise PolicyRefusedError(
            _(
                "選んだ文書と種類が合いません。種類を選び直すか、新しい文書として取り込んでください。"
            )
        )


def _basic_exists() -> bool:
    return Document.objects.filter(kind=Document.Kind.BASIC).exists()


def _not_known(digest: str, by: Person, at: datetime) -> None:
    """Refuse a file that is here; which edition it is, is told only to who may know of it."""
    known = Edition.objects.filter(source_sha256=digest).light().first()
    if known is None:
        return
    readable = Edition.objects.readable(rights_of(by, timezone.localdate(at)))
    if not readable.filter(pk=known.pk).exists():
        raise SameFileError(
            _("同じファイルがすでに登録されています。情報セキュリティ事務局に確かめてください。"),
            None,
        )
    raise SameFileError(
        _("このファイルは取込み済みです（%(title)s 第%(number)s版）。その版を開いてください。")
        % {"title": known.title, "number": known.number},
        known.pk,
    )


def _edition(  # noqa: PLR0913  # what an edition begins with
    kind: str, document: Document | None, reading: Reading, *, title: str, by: Person, at: datetime
) -> Edition:
    """Return the edition, not yet saved, with the next number of its document."""
    title = (reading.title or title.strip() or (document.title if document else ""))[:300]
    if not title:
        raise PolicyRefusedError(
            _("ファイルから題名を読み取れません。題名を入力して、もう一度取り込んでください。")
        )
    if document is None:
        document = Document.objects.create(kind=kind, title=title)
    document = Document.objects.select_for_update().get(pk=document.pk)
    newest = document.editions.order_by("-number").values_list("number", flat=True).first()
    return Edition(
        document=document,
        number=(newest or 0) + 1,
        title=title,
        notice_number=reading.number[:100],
        promulgated_on=reading.promulgated,
        effective_on=reading.effective,
        issuer=reading.issuer[:100],
        tree=as_json(reading),
        created_at=at,
        created_by=by,
    )


def _clauses(row: Edition, reading: Reading, proposals: tuple[Proposal, ...]) -> int:
    """Store every clause in document order with what is proposed; return the topics' number."""
    proposed = {proposal.clause: proposal for proposal in proposals}
    clauses = Clause.objects.bulk_create(
        [
            Clause(
                edition=row,
                position=position,
                depth=depth,
                clause_id=each.id,
                label=each.label,
                heading=each.heading,
                text=each.text,
                demands=proposed[each.id].demand,
                reason=proposed[each.id].reason,
            )
            for position, (each, depth) in enumerate(with_depth(reading.clauses))
        ],
        batch_size=_BATCH,
    )
    topics = [
        ClauseTopic(clause=clause, topic=each.topic, matched="・".join(each.matched)[:300])
        for clause in clauses
        for each in proposed[clause.clause_id].topics
    ]
    ClauseTopic.objects.bulk_create(topics, batch_size=_BATCH)
    return len(topics)


def _seal(row: Edition, reading: Reading, topics: int, *, by: Person, at: datetime) -> None:
    """Seal ids and counts: a title could be that of a 実施手順."""
    evidence.seal(
        kind="edition.imported",
        subject=row.subject,
        at=at,
        by=str(by.opaque_id),
        body={
            "document": row.document_id,
            "kind": row.document.kind,
            "number": row.number,
            "sha256": row.source_sha256,
            "bytes": len(row.source),
            "clauses": sum(1 for _clause in reading.walk()),
            "left_out": len(reading.left_out),
            "warnings": len(reading.warnings),
            "topics": topics,
        },
    )
