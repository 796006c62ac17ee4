"""Social-media accounts as a register: entered and corrected from a file too (decision 0008)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.choosing import people_options
from sekisho.web.organization.models import Person, Unit
from sekisho.web.registers import (
    Change,
    Choice,
    Column,
    Kind,
    Options,
    Reader,
    Register,
    Row,
    Source,
    Value,
)
from sekisho.web.registers.numbering import refused_number
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.access import LOOK, MANAGE, SOCIAL
from sekisho.web.suppliers.actions.social import AccountEntry
from sekisho.web.suppliers.models import SocialAccount, SocialOperator

_ADDRESS = URLValidator(schemes=["http", "https"])


def _rows(_reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = SocialAccount.objects.order_by("pk")
    operators: dict[int, list[str]] = {}
    for each in SocialOperator.objects.current().select_related("person"):
        operators.setdefault(each.account_id, []).append(each.person.name)
    for row in rows.select_for_update() if locked else rows:
        yield Row(_values(row) | {"operators": "、".join(operators.get(row.pk, ()))})


def _values(row: SocialAccount) -> dict[str, Value]:
    return {
        "number": str(row.pk),
        "service": row.service,
        "handle": row.handle,
        "url": row.url,
        "unit": row.unit_id,
        "responsible": row.responsible_id,
        "procedure": row.procedure,
        "publishable": row.publishable,
        "official_url": row.official_url,
        "second_factor": row.second_factor,
        "shared_password": row.shared_password,
        "guarded_on": timezone.localdate(row.guarded_at) if row.guarded_at else None,
        "watched_on": timezone.localdate(row.watched_at) if row.watched_at else None,
        "closed_on": row.closed_on,
    }


def _options(reader: Reader) -> Mapping[str, Options]:
    units = Unit.objects.values_list("pk", "name")
    standing = SocialAccount.objects.exclude(responsible=None).order_by().values("responsible")
    return {
        "units": Options(tuple(Choice(pk, name) for pk, name in units)),
        "people": people_options(reader.on, standing=standing),
    }


def _judge(changes: Sequence[Change], _reader: Reader) -> Mapping[str, str]:
    held = {
        (service, handle): str(pk)
        for pk, service, handle in SocialAccount.objects.values_list("pk", "service", "handle")
    }
    wrong = {}
    for each in (each for each in changes if each.changed or each.before is None):
        name = (str(each.values["service"]).strip(), str(each.values["handle"]).strip())
        if held.setdefault(name, each.number) != each.number:
            wrong[each.number] = _("このアカウントは既に登録されています。")
        elif words := _refusal(each):
            wrong[each.number] = words
    return wrong


def _refusal(change: Change) -> str:
    if words := refused_number(change):
        return words
    if change.before is not None and change.before.values["closed_on"]:
        return _("閉じたアカウントは変えられません。")
    if not all(_is_address(str(change.values[each])) for each in ("url", "official_url")):
        return _("URLは https:// から書いてください。")
    return ""


def _is_address(words: str) -> bool:
    """Whether it is empty or an address; what must not be empty is a required column."""
    try:
        _ADDRESS(words or "https://example.jp")
    except ValidationError:
        return False
    return True


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # each row is sealed as the form seals it
    told = [each for each in changes if each.changed]
    rows = SocialAccount.objects.in_bulk([int(each.number) for each in told if each.before])
    units = Unit.objects.in_bulk([each.values["unit"] for each in told])
    people = Person.objects.in_bulk([each.values["responsible"] for each in told])
    for each in told:
        row = rows[int(each.number)] if each.before else None
        entry = _entry(each, units, people)
        actions.record_account(entry=entry, account=row, by=reader.person, at=at)


def _entry(change: Change, units: Mapping[int, Unit], people: Mapping[int, Person]) -> AccountEntry:
    values = change.values
    return AccountEntry(
        service=str(values["service"]),
        handle=str(values["handle"]),
        url=str(values["url"]),
        unit=units[int(str(values["unit"]))],
        responsible=people[int(str(values["responsible"]))],
        procedure=str(values["procedure"]),
        publishable=str(values["publishable"]),
        official_url=str(values["official_url"]),
    )


# Headings are Japanese: files are the body's own papers (decision 0008).
SOCIAL_ACCOUNTS = Register(
    id="social",
    title=gettext_noop("SNSのアカウント"),
    columns=(
        Column("number", gettext_noop("番号"), required=True, unique=True, longest=40),
        Column("service", gettext_noop("サービス"), required=True, longest=60),
        Column("handle", gettext_noop("アカウント名"), required=True, longest=60),
        Column("url", gettext_noop("アカウントのURL"), required=True, longest=300),
        Column("unit", gettext_noop("運用する所属"), Kind.REFERENCE, required=True,
               options="units"),
        Column("responsible", gettext_noop("責任者"), Kind.REFERENCE, required=True,
               options="people"),
        Column("procedure", gettext_noop("運用手順"), required=True),
        Column("publishable", gettext_noop("発信してよい情報"), required=True, longest=500),
        Column("official_url", gettext_noop("公式サイトでの表示"), longest=300),
        Column("operators", gettext_noop("運用担当"), longest=4000, only_out=True),
        Column("second_factor", gettext_noop("多要素認証"), Kind.FLAG, only_out=True),
        Column("shared_password", gettext_noop("パスワードの共有"), Kind.FLAG, only_out=True),
        Column("guarded_on", gettext_noop("認証の守りを確かめた日"), Kind.DAY, only_out=True),
        Column("watched_on", gettext_noop("なりすましを見張った日"), Kind.DAY, only_out=True),
        Column("closed_on", gettext_noop("閉じた日"), Kind.DAY, only_out=True),
    ),
    key="number",
    look=(LOOK, MANAGE, SOCIAL),
    keep=(SOCIAL,),
    rows=_rows,
    options=_options,
    judge=_judge,
    write=_write,
    handed_out=evidence.seal_handed_out,
)  # fmt: skip
