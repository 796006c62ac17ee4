"""The firms below contracts as a register that only goes out: consent is decided, not filed."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_suppliers
from sekisho.web.evidence import actions as evidence
from sekisho.web.registers import Column, Kind, Reader, Register, Row, Value
from sekisho.web.suppliers.access import LOOK, MANAGE
from sekisho.web.suppliers.chain import ABOVE, CONSENTED, REFUSED, WAITING, Step, chain_of
from sekisho.web.suppliers.models import Subcontract
from sekisho.web.suppliers.models.contracts import SubcontractQuerySet
from sekisho.web.ui.numbers import row_number

_STATES = {
    CONSENTED: gettext_noop("承諾済み"),
    WAITING: gettext_noop("承諾の決裁待ち"),
    REFUSED: gettext_noop("承諾されていない"),
    ABOVE: gettext_noop("上の再委託に承諾がない"),
}


def _rows(reader: Reader, _locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    by_contract: dict[int, list[Subcontract]] = {}
    found = _asked(reader).select_related("contract__firm", "firm", "above__firm")
    for row in found.order_by("contract__number", "pk"):
        by_contract.setdefault(row.contract_id, []).append(row)
    return (Row(_values(step)) for each in by_contract.values() for step in chain_of(each))


def _asked(reader: Reader) -> SubcontractQuerySet:
    """Return those of the contract a page is about, else of every contract that goes on."""
    contract = reader.asked.get("contract")
    if not contract:
        return Subcontract.objects.filter(contract__ending=None)
    return Subcontract.objects.filter(contract=row_number(contract))


def _values(step: Step) -> dict[str, Value]:
    row, grades = step.row, load_suppliers().grades
    return {
        "number": str(row.pk),
        "contract": row.contract.number,
        "title": row.contract.title,
        "above": row.above.firm.name if row.above else row.contract.firm.name,
        "level": step.level,
        "firm": row.firm.name,
        "task": row.task,
        "place": row.place,
        "grade": grades[row.grade].title.ja if row.grade in grades else row.grade,
        "measures": row.measures,
        "starts": row.starts,
        "ended_on": row.ended_on,
        "state": _STATES[step.state],
        "decision": row.decision,
        "copy_seen_on": timezone.localdate(row.copy_seen_at) if row.copy_seen_at else None,
    }


# Headings are Japanese: files are the body's own papers (decision 0008).
SUBCONTRACTS = Register(
    id="subcontracts",
    title=gettext_noop("再委託の一覧"),
    columns=(
        Column("number", gettext_noop("番号"), required=True, unique=True),
        Column("contract", gettext_noop("契約番号")),
        Column("title", gettext_noop("委託する業務")),
        Column("above", gettext_noop("再委託した事業者")),
        Column("level", gettext_noop("段階"), Kind.NUMBER),
        Column("firm", gettext_noop("事業者")),
        Column("task", gettext_noop("再委託する業務")),
        Column("place", gettext_noop("作業する場所")),
        Column("grade", gettext_noop("扱わせる情報の重さ")),
        Column("measures", gettext_noop("事業者の情報セキュリティ対策"), longest=500),
        Column("starts", gettext_noop("作業を始める日"), Kind.DAY),
        Column("ended_on", gettext_noop("作業を終えた日"), Kind.DAY),
        Column("state", gettext_noop("承諾の状態")),
        Column("decision", gettext_noop("文書番号")),
        Column("copy_seen_on", gettext_noop("契約の写しを確かめた日"), Kind.DAY),
    ),
    key="number",
    look=(LOOK, MANAGE),
    keep=(),
    rows=_rows,
    handed_out=evidence.seal_handed_out,
    one_way=gettext_noop(
        "再委託は、承諾の決裁を受けて登録するため、ファイルからは取り込みません。"
    ),
)
