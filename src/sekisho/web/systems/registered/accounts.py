"""The accounts of systems as a register: all goes out, whose each is comes back (decision 0008).

Which accounts there are only the system's own list or directory tells: no row is added here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.choosing import people_options
from sekisho.web.organization.models import Person
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
from sekisho.web.systems import access, actions, selecting
from sekisho.web.systems.models import SystemAccount
from sekisho.web.ui.numbers import row_number

_PERSONAL = SystemAccount.Kind.PERSONAL
_KINDS = (
    Choice("personal", gettext_noop("個人")),
    Choice("shared", gettext_noop("共用"), ("共有",)),
    Choice("service", gettext_noop("業務処理用")),
)


def _known(reader: Reader) -> QuerySet[SystemAccount]:
    systems = access.visible_to(reader.rights).in_use().order_by()
    return SystemAccount.objects.filter(system__in=systems.values("pk"), gone_at=None)


def _asked(reader: Reader) -> QuerySet[SystemAccount]:
    rows = _known(reader)
    if system := reader.asked.get("system"):
        number = row_number(system)
        rows = rows.none() if number is None else rows.filter(system=number)
    if reader.asked.get("show") == "wrong":
        rows = rows.filter(selecting.wrong(timezone.now()))
    return rows


def _rows(reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = _asked(reader).order_by("system__name", "login")
    if locked:
        list(_known(reader).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    return (Row(_values(each)) for each in rows.select_related("system"))


def _values(row: SystemAccount) -> dict[str, Value]:
    return {
        "number": str(row.pk),
        "system": row.system.name,
        "login": row.login,
        "name": row.name,
        "kind": row.kind,
        "holder": row.person_id if row.kind == _PERSONAL else row.keeper_id,
        "enabled": row.enabled,
        "privileged": row.privileged,
        "last_used": row.last_used,
        "confirmed_on": timezone.localdate(row.confirmed_at) if row.confirmed_at else None,
    }


def _options(reader: Reader) -> Mapping[str, Options]:
    rows = _known(reader).order_by()
    standing = rows.exclude(person=None).values("person").union(
        rows.exclude(keeper=None).values("keeper")
    )  # fmt: skip
    seen = [each["person"] for each in standing]
    return {"people": people_options(reader.on, standing=seen)}


def _judge(changes: Sequence[Change], _reader: Reader) -> Mapping[str, str]:
    unknown = _(
        "この番号のアカウントはありません。アカウントは、システムの一覧かディレクトリから入ります。"
    )
    nobody = _("使う人か管理する人を空にすることはできません。")
    wrong = {each.number: nobody for each in changes if each.changed and not each.values["holder"]}
    return wrong | {each.number: unknown for each in changes if each.before is None}


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # each account is sealed as the form seals it
    changed = [each for each in changes if each.changed]
    rows = _known(reader).in_bulk([int(each.number) for each in changed])
    people = Person.objects.in_bulk([int(str(each.values["holder"])) for each in changed])
    told = [
        _told(
            rows[int(each.number)],
            str(each.values["kind"]),
            people[int(str(each.values["holder"]))],
        )
        for each in changed
    ]
    actions.say_whose_all(told=told, by=reader.person, at=at)


def _told(account: SystemAccount, kind: str, holder: Person) -> actions.Told:
    personal = kind == _PERSONAL
    return actions.Told(account, kind, holder if personal else None, None if personal else holder)


# Headings are Japanese: files are the body's own papers (decision 0008).
ACCOUNTS = Register(
    id="accounts",
    title=gettext_noop("情報システムのアカウント"),
    columns=(
        Column("number", gettext_noop("番号"), required=True, unique=True, longest=20),
        Column("system", gettext_noop("情報システム"), only_out=True),
        Column("login", gettext_noop("利用者ID"), only_out=True),
        Column("name", gettext_noop("名前"), only_out=True),
        Column("kind", gettext_noop("種別"), Kind.CHOICE, required=True, choices=_KINDS),
        Column("holder", gettext_noop("使う人・管理する人"), Kind.REFERENCE, options="people"),
        Column("enabled", gettext_noop("有効"), Kind.FLAG, only_out=True),
        Column("privileged", gettext_noop("特権"), Kind.FLAG, only_out=True),
        Column("last_used", gettext_noop("最終利用日"), Kind.DAY, only_out=True),
        Column("confirmed_on", gettext_noop("確認した日"), Kind.DAY, only_out=True),
    ),
    key="number",
    look=(access.MANAGE,),
    keep=(access.MANAGE,),
    rows=_rows,
    options=_options,
    judge=_judge,
    write=_write,
    handed_out=evidence.seal_handed_out,
)
