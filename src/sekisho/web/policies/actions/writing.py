"""A document is written here: begun from the catalogue, an edition or nothing, and changed.

Every change is sealed by ids: whoever wrote anything in it can no more decide on it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.policies.drafting import PlaceError, depths, labels
from sekisho.web.policies.errors import PolicyRefusedError, WrongStateError
from sekisho.web.policies.models import (
    Document,
    Edition,
    Form,
    Manuscript,
    Passage,
    Remark,
    Style,
)
from sekisho.web.policies.rewriting import line_of, lines_of

STEP = 10  # between positions, so that one can be put between


@transaction.atomic
def begin_standard(
    *, title: str, effective_on: date | None, controls: Iterable[str], by: Person, at: datetime
) -> Manuscript:
    """Draw a first 対策基準 from chosen controls: an article each, in the catalogue's chapters.

    Raises PolicyRefusedError without any control.
    """
    wanted = set(controls)
    chosen = [each for each in load().controls.values() if each.id in wanted]
    if not chosen:
        raise PolicyRefusedError(_("対策を一つ以上選んでください。"))
    row = _begin(Document.Kind.STANDARD, title, Style.ARTICLES, effective_on, by, at)
    drawn = [Passage(form=Form.CHAPTER, heading="総則"),
             Passage(form=Form.ARTICLE, heading="趣旨", text=_PURPOSE)]  # fmt: skip
    for chapter in load().chapters.values():
        mine = [each for each in chosen if each.chapter == chapter.id]
        if mine:
            drawn.append(Passage(form=Form.CHAPTER, heading=chapter.title.ja))
        drawn += [
            Passage(form=Form.ARTICLE, heading=c.title.ja, text=c.statement.ja, control=c.id)
            for c in mine
        ]
    _write(row, drawn)
    _seal(row, "manuscript.begun", by, at, passages=len(drawn))
    return row


_PURPOSE = (
    "この対策基準は、情報セキュリティ基本方針に基づき、情報資産を守るための具体的な遵守事項及び"
    "判断の基準を定めるものとする。"
)


@transaction.atomic
def begin_blank(  # noqa: PLR0913  # what a document begins with
    *, kind: str, title: str, style: str, effective_on: date | None, by: Person, at: datetime
) -> Manuscript:
    """Begin a document with nothing but its first article."""
    row = _begin(kind, title, style, effective_on, by, at)
    _write(row, [Passage(form=Form.ARTICLE, heading=_("目的"))])
    _seal(row, "manuscript.begun", by, at, passages=1)
    return row


@transaction.atomic
def begin_next(*, edition: Edition, by: Person, at: datetime) -> Manuscript:
    """Begin the next edition of a document from the words of one it has.

    Raises PolicyRefusedError while another is being written, and for a document whose numbering
    this room cannot keep (branches, sections, tables): it is changed in its own file.
    """
    document = edition.document
    if Manuscript.objects.open().filter(document=document).exists():
        raise WrongStateError(_("この文書の原稿が既にあります。それを続けて書いてください。"))
    style, passages = lines_of(edition.clauses.order_by("position"))
    row = _begin(document.kind, edition.title, style, None, by, at)
    row.document, row.base = document, edition
    row.save()
    _write(row, passages)
    _seal(row, "manuscript.begun", by, at, passages=len(passages), document=document.pk)
    return row


@transaction.atomic
def change_passage(  # noqa: PLR0913  # the columns of a passage
    *, passage: Passage, form: str, heading: str, text: str, control: str = "",
    branch: bool = False, by: Person, at: datetime,
) -> Passage:  # fmt: skip
    """Change a passage. Raises PolicyRefusedError for an empty one, or a form it cannot have."""
    row = _open(passage.manuscript_id)
    _fill(passage, form, heading, text, control)
    passage.branch = branch
    passage.save()
    _refuse_places(row)
    _seal(row, "manuscript.changed", by, at, passage=passage.pk)
    return passage


@transaction.atomic
def add_passage(  # noqa: PLR0913  # the columns of a passage
    *, manuscript: Manuscript, after: Passage | None, form: str, heading: str, text: str,
    control: str = "", branch: bool = False, by: Person, at: datetime,
) -> Passage:  # fmt: skip
    """Add a passage after another, before whatever followed it; None: as the first."""
    row = _open(manuscript.pk)
    place = after.position if after else 0
    row.passages.filter(position__gt=place).update(position=F("position") + STEP)
    passage = Passage(manuscript=row, position=place + STEP, branch=branch)
    _fill(passage, form, heading, text, control)
    passage.save()
    _refuse_places(row)
    _seal(row, "manuscript.changed", by, at, added=passage.pk)
    return passage


@transaction.atomic
def remove_passage(*, passage: Passage, by: Person, at: datetime) -> int:
    """Remove a passage with everything below it; return how many went."""
    row = _open(passage.manuscript_id)
    gone = _block(list(row.passages.all()), passage)
    row.passages.filter(pk__in=[each.pk for each in gone]).delete()
    _refuse_places(row)
    _seal(row, "manuscript.changed", by, at, removed=len(gone))
    return len(gone)


@transaction.atomic
def move_passage(*, passage: Passage, down: bool, by: Person, at: datetime) -> None:
    """Move a passage, with everything below it, past its neighbour of the same depth.

    Raises PolicyRefusedError where there is none.
    """
    row = _open(passage.manuscript_id)
    rows = list(row.passages.all())
    mine = _block(rows, passage)
    first = rows.index(mine[0])
    other = _following(rows, first + len(mine), mine[0]) if down else _before(rows, first, mine[0])
    if not other:
        raise PolicyRefusedError(_("これより先へは動かせません。"))
    start = min(first, rows.index(other[0]))
    rows[start : start + len(mine) + len(other)] = [*other, *mine] if down else [*mine, *other]
    _number(rows)
    _refuse_places(row)
    _seal(row, "manuscript.changed", by, at, moved=passage.pk)


@transaction.atomic
def remark(*, passage: Passage, text: str, by: Person, at: datetime) -> Remark:
    """Ask something about a passage; it is settled before the edition is made."""
    if not text.strip():
        raise PolicyRefusedError(_("コメントを入力してください。"))
    row = _open(passage.manuscript_id)
    made = Remark.objects.create(passage=passage, text=text.strip(), written_at=at, written_by=by)
    _seal(row, "manuscript.remarked", by, at, remark=made.pk)
    return made


@transaction.atomic
def settle_remark(*, remark: Remark, by: Person, at: datetime) -> Remark:
    """Settle a remark, once."""
    made = Remark.objects.select_for_update().select_related("passage").get(pk=remark.pk)
    row = _open(made.passage.manuscript_id)
    if made.settled_at is not None:
        raise WrongStateError(_("このコメントは既に済んでいます。"))
    made.settled_at, made.settled_by = at, by
    made.save(update_fields=["settled_at", "settled_by"])
    _seal(row, "manuscript.settled", by, at, remark=made.pk)
    return made


@transaction.atomic
def drop_manuscript(*, manuscript: Manuscript, by: Person, at: datetime) -> None:
    """Throw a manuscript away that no edition was made of."""
    row = _open(manuscript.pk)
    _seal(row, "manuscript.dropped", by, at, passages=row.passages.count())
    row.delete()


def _begin(  # noqa: PLR0913, PLR0917  # what a manuscript begins with
    kind: str, title: str, style: str, effective_on: date | None, by: Person, at: datetime
) -> Manuscript:
    if not title.strip():
        raise PolicyRefusedError(_("題名を入力してください。"))
    return Manuscript.objects.create(
        kind=kind, title=title.strip(), style=style, effective_on=effective_on, begun_at=at,
        begun_by=by,
    )  # fmt: skip


def _write(row: Manuscript, passages: Sequence[Passage]) -> None:
    for number, each in enumerate(passages, 1):
        each.manuscript, each.position = row, number * STEP
    Passage.objects.bulk_create(passages, batch_size=500)


def _fill(passage: Passage, form: str, heading: str, text: str, control: str) -> None:
    if not heading.strip() and not text.strip():
        raise PolicyRefusedError(_("見出しか本文を入力してください。"))
    if control and control not in load().controls:
        raise PolicyRefusedError(_("この対策はカタログにありません。選び直してください。"))
    passage.form, passage.control = form, control
    passage.heading, passage.text = heading.strip(), text.strip()


def _refuse_places(row: Manuscript) -> None:
    lines = [line_of(each) for each in row.passages.all()]
    try:
        labels(lines, Style(row.style).value)  # type: ignore[arg-type]  # its values
    except PlaceError as error:
        raise PolicyRefusedError(
            _("%(number)d番目の条文は、その形ではそこに置けません。形か場所を変えてください。")
            % {"number": error.number}
        ) from None


def _block(rows: Sequence[Passage], passage: Passage) -> list[Passage]:
    """Return a passage and everything below it."""
    deep = depths([line_of(each) for each in rows])
    first = rows.index(passage)
    end = first + 1
    while end < len(rows) and deep[end] > deep[first]:
        end += 1
    return list(rows[first:end])


def _following(rows: Sequence[Passage], place: int, of: Passage) -> list[Passage]:
    deep = depths([line_of(each) for each in rows])
    if place >= len(rows) or deep[place] != deep[rows.index(of)]:
        return []
    return _block(rows, rows[place])


def _before(rows: Sequence[Passage], place: int, of: Passage) -> list[Passage]:
    deep = depths([line_of(each) for each in rows])
    own = deep[rows.index(of)]
    back = place - 1
    while back >= 0 and deep[back] > own:
        back -= 1
    return _block(rows, rows[back]) if back >= 0 and deep[back] == own else []


def _number(rows: Sequence[Passage]) -> None:
    for number, each in enumerate(rows, 1):
        each.position = number * STEP
    Passage.objects.bulk_update(rows, ["position"], batch_size=500)


def _open(pk: int) -> Manuscript:
    row = Manuscript.objects.select_for_update().get(pk=pk)
    if row.edition_id is not None:
        raise WrongStateError(
            _("この原稿からは版を作りました。書き直すには、その案を取り消します。")
        )
    return row


def _seal(row: Manuscript, kind: str, by: Person, at: datetime, **body: int) -> None:
    evidence.seal(kind=kind, subject=row.subject, at=at, by=str(by.opaque_id), body=dict(body))
