"""Social media: accounts entered, guarded, watched, posts recorded and taken in, closed."""

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person, Unit
from sekisho.web.suppliers.actions.sealing import day, seal
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Lookalike, Posting, SocialAccount, SocialOperator

LARGEST_ARCHIVE = 5 * 1024 * 1024
MOST_POSTS = 20_000
AT, WORDS = "日時", "内容"  # headings of an archive's file


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """What is written of an account."""

    service: str
    handle: str
    url: str
    unit: Unit
    responsible: Person
    procedure: str
    publishable: str
    official_url: str


@transaction.atomic
def record_account(
    *, entry: AccountEntry, by: Person, at: datetime, account: SocialAccount | None = None
) -> SocialAccount:
    """Enter an account, or correct one: none without somebody responsible and a procedure.

    Raises SuppliersError.
    """
    if not entry.procedure.strip() or not entry.publishable.strip():
        raise SuppliersError(_("運用手順と、発信してよい情報を書いてください。"))
    row = _locked(account) if account else SocialAccount()
    handle = entry.handle.strip()
    taken = SocialAccount.objects.filter(service=entry.service.strip(), handle=handle)
    if taken.exclude(pk=row.pk or 0).exists():
        raise SuppliersError(_("このアカウントは既に登録されています。"))
    row.service, row.handle, row.url = entry.service.strip(), handle, entry.url.strip()
    row.unit, row.responsible = entry.unit, entry.responsible
    row.procedure, row.publishable = entry.procedure.strip(), entry.publishable.strip()
    row.official_url = entry.official_url.strip()
    row.save()
    _seal("social-account.changed" if account else "social-account.recorded", row, by, at)
    return row


@transaction.atomic
def guard_account(
    *, account: SocialAccount, second_factor: bool, shared_password: bool, by: Person, at: datetime
) -> SocialAccount:
    """Record how signing in is protected, as it was seen today."""
    row = _locked(account)
    row.second_factor, row.shared_password = second_factor, shared_password
    row.guarded_at, row.guarded_by = at, by
    row.save()
    _seal("social-account.guarded", row, by, at)
    return row


@transaction.atomic
def name_operator(
    *, account: SocialAccount, person: Person, by: Person, at: datetime
) -> SocialOperator:
    """Let somebody post. Raises SuppliersError for who can already."""
    held = _locked(account)
    if held.operators.current().filter(person=person).exists():
        raise SuppliersError(_("この人は、既に運用担当です。"))
    row = SocialOperator.objects.create(
        account=held, person=person, from_date=timezone.localdate(at)
    )
    _seal_operator("social-operator.named", row, by, at)
    return row


@transaction.atomic
def end_operator(*, operator: SocialOperator, by: Person, at: datetime) -> SocialOperator:
    """Let somebody post no more; the password was changed. Raises SuppliersError."""
    row = SocialOperator.objects.select_for_update().get(pk=operator.pk)
    if row.until_date is not None:
        raise SuppliersError(_("この人の登録は終わっています。"))
    row.until_date = timezone.localdate(at)
    row.save(update_fields=["until_date"])
    _seal_operator("social-operator.ended", row, by, at)
    return row


@transaction.atomic
def record_posting(  # noqa: PLR0913  # the columns of a post
    *, account: SocialAccount, posted_at: datetime, words: str, approver: Person, by: Person,
    at: datetime,
) -> Posting:  # fmt: skip
    """Record a post and who approved it: another person. Raises SuppliersError."""
    held = _locked(account)
    if approver == by:
        raise SuppliersError(_("自分の発信を自分で承認することはできません。"))
    if posted_at > at:
        raise SuppliersError(_("発信した日時は、今より前にしてください。"))
    mark = _mark(held, posted_at, words.strip())
    if Posting.objects.filter(mark=mark).exists():
        raise SuppliersError(_("この発信は、既に記録されています。"))
    row = Posting.objects.create(
        account=held, at=posted_at, words=words.strip(), author=by, approver=approver, mark=mark
    )
    seal("social-posting.recorded", f"social-account:{held.pk}", by=by, at=at, rows=[row])
    return row


@transaction.atomic
def take_archive(*, account: SocialAccount, data: bytes, by: Person, at: datetime) -> int:
    """Take in a service's archive as CSV (UTF-8, columns 日時 and 内容); returns how many are new.

    Those without a recorded approval are seen as such. Raises SuppliersError for a file that
    cannot be read whole; then nothing is taken.
    """
    held = _locked(account)
    rows = [Posting(account=held, at=when, words=words, mark=_mark(held, when, words))
            for when, words in _read(data, at)]  # fmt: skip
    known = set(Posting.objects.filter(account=held).values_list("mark", flat=True))
    new = {row.mark: row for row in rows if row.mark not in known}
    Posting.objects.bulk_create(new.values(), batch_size=500)
    seal(
        "social-archive.taken", f"social-account:{held.pk}", by=by, at=at,
        rows=list(new.values()), added=len(new), known=len(rows) - len(new),
        sha256=hashlib.sha256(data).hexdigest(),
    )  # fmt: skip
    return len(new)


@transaction.atomic
def watch(*, account: SocialAccount, lookalikes: str, by: Person, at: datetime) -> list[Lookalike]:
    """Record that accounts pretending to be ours were looked for; one found stands on each line."""
    row = _locked(account)
    row.watched_at, row.watched_by = at, by
    row.save(update_fields=["watched_at", "watched_by"])
    names = dict.fromkeys(line.strip()[:60] for line in lookalikes.splitlines() if line.strip())
    known = set(row.lookalikes.open().values_list("handle", flat=True))
    found = [
        Lookalike.objects.create(
            account=row, handle=name, found_on=timezone.localdate(at), found_by=by
        )
        for name in names
        if name not in known
    ]
    seal("social-account.watched", f"social-account:{row.pk}", by=by, at=at, rows=[row, *found],
         lookalikes=len(found))  # fmt: skip
    return found


@transaction.atomic
def settle_lookalike(*, lookalike: Lookalike, outcome: str, by: Person, at: datetime) -> Lookalike:
    """Record what became of an account that pretended to be ours. Raises SuppliersError."""
    row = Lookalike.objects.select_for_update().get(pk=lookalike.pk)
    if row.settled_on is not None or not outcome.strip():
        raise SuppliersError(_("まだ対応を終えていないものに、対応の内容を書いてください。"))
    row.settled_on, row.settled_by, row.outcome = timezone.localdate(at), by, outcome.strip()
    row.save(update_fields=["settled_on", "settled_by", "outcome"])
    seal("lookalike.settled", f"lookalike:{row.pk}", by=by, at=at, rows=[row])
    return row


@transaction.atomic
def close_account(
    *, account: SocialAccount, closed_on: date, how: str, by: Person, at: datetime
) -> SocialAccount:
    """Record that an account was closed; nobody posts there any more. Raises SuppliersError."""
    row = _locked(account)
    if closed_on > timezone.localdate(at) or not how.strip():
        raise SuppliersError(_("閉じた日（今日以前）と、閉じたことの確かめ方を入力してください。"))
    row.closed_on, row.closed_by, row.closed_how = closed_on, by, how.strip()
    row.save(update_fields=["closed_on", "closed_by", "closed_how"])
    _seal("social-account.closed", row, by, at)
    for operator in row.operators.current():
        end_operator(operator=operator, by=by, at=at)
    return row


def _read(data: bytes, at: datetime) -> list[tuple[datetime, str]]:
    if len(data) > LARGEST_ARCHIVE:
        raise SuppliersError(_("ファイルが大きすぎます（5MBまで）。"))
    try:
        text = data.decode("utf-8-sig")
        lines = list(csv.DictReader(io.StringIO(text), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SuppliersError(_("UTF-8のCSVファイルを選んでください。")) from error
    if len(lines) > MOST_POSTS:
        raise SuppliersError(_("一度に取り込めるのは2万件までです。"))
    return [_line(number, line, at) for number, line in enumerate(lines, 2)]


def _line(number: int, line: dict[str, str], at: datetime) -> tuple[datetime, str]:
    words = (line.get(WORDS) or "").strip()[:500]
    try:
        when = parse_datetime((line.get(AT) or "").strip().replace("/", "-"))
    except ValueError:
        when = None
    if when is not None and timezone.is_naive(when):
        when = timezone.make_aware(when)
    if when is None or not words or when > at:
        raise SuppliersError(
            _("%(line)s行目の「日時」か「内容」を読めません。何も取り込んでいません。")
            % {"line": number}
        )
    return when, words


def _mark(account: SocialAccount, when: datetime, words: str) -> str:
    text = f"{account.pk}\n{int(when.timestamp())}\n{words}"
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def hand_account(*, account: SocialAccount, to: Person, by: Person, at: datetime) -> SocialAccount:
    """Let the successor of who answers for an account answer for it; `by` settled the move."""
    row = _locked(account)
    row.responsible = to
    row.save(update_fields=["responsible"])
    _seal("social-account.changed", row, by, at)
    return row


def _locked(account: SocialAccount) -> SocialAccount:
    row = SocialAccount.objects.select_for_update().get(pk=account.pk)
    if row.closed_on is not None:
        raise SuppliersError(_("このアカウントは閉じています。"))
    return row


def _seal(kind: str, row: SocialAccount, by: Person, at: datetime) -> None:
    who = str(row.responsible.opaque_id) if row.responsible else None
    seal(
        kind, f"social-account:{row.pk}", by=by, at=at, rows=[row], unit=row.unit_id,
        responsible=who, second_factor=row.second_factor, closed_on=day(row.closed_on),
    )  # fmt: skip


def _seal_operator(kind: str, row: SocialOperator, by: Person, at: datetime) -> None:
    seal(
        kind, f"social-account:{row.account_id}", by=by, at=at, rows=[row],
        person=str(row.person.opaque_id), from_date=day(row.from_date), until=day(row.until_date),
    )  # fmt: skip
