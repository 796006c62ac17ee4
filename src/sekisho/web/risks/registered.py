"""The risks as a register: a row for each asset and threat, judged or not (decision 0008).

Likelihood, impact and the reason come in; what controls leave and what is done about it only go
out. An asset is judged whole: a file that leaves one of its threats without a judgement is refused.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.catalogue import RiskGrade, load_risk_rules
from sekisho.web.assets import access as assets
from sekisho.web.assets.grading import chosen
from sekisho.web.assets.models import Asset, AssetQuerySet
from sekisho.web.assets.table import outgoing
from sekisho.web.evidence import actions as evidence
from sekisho.web.registers import Change, Choice, Column, Kind, Reader, Register, Row, Source, Value
from sekisho.web.risks import access, actions, queries
from sekisho.web.risks.models import Risk
from sekisho.web.risks.proposing import Proposed, proposals
from sekisho.web.risks.queries import Assessed

_BETWEEN = "/"  # of an asset's number and a threat, of which none has it


def _known(reader: Reader) -> AssetQuerySet:
    rows = assets.visible_to(reader.rights).filter(covered=True)
    if reader.wanted is not None:
        numbers = {each.rpartition(_BETWEEN)[0] for each in reader.wanted}
        rows = rows.filter(number__in=numbers)
    return rows.select_related("zone", "unit").order_by("number")


def _rows(reader: Reader, locked: bool) -> Iterator[Row]:  # noqa: FBT001  # as declared
    known, schemes = _asked(reader), chosen()
    risks = access.visible_to(reader.rights)
    if reader.wanted is not None:
        risks = risks.filter(asset__in=[each.pk for each in known])
    if locked:
        list(risks.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    found = {
        (each.risk.asset_id, each.risk.threat): each
        for each in queries.weighed_now(risks.with_assets(), timezone.now())
    }
    for asset in known:
        for each in proposals(asset, schemes):
            yield Row(_values(asset, each, found.get((asset.pk, each.threat.id))))


def _asked(reader: Reader) -> list[Asset]:
    """Return the assets the page shows: what of them must be judged, what of that is missing."""
    rows, shown = list(_known(reader)), reader.asked.get("show")
    if shown not in {"left", "must"}:
        return rows
    must = [each for each in queries.standings(rows) if each.must]
    return [each.asset for each in must if shown == "must" or not each.is_current(reader.on)]


def _values(asset: Asset, proposed: Proposed, found: Assessed | None) -> dict[str, Value]:
    rules = load_risk_rules()
    return {
        "number": f"{asset.number}{_BETWEEN}{proposed.threat.id}",
        "asset": asset.name,
        "unit": asset.unit.name,
        "zone": asset.zone.label if asset.zone else "",
        "threat": proposed.threat.title.ja,
        "first_likelihood": rules.likelihoods[proposed.likelihood].title.ja,
        "first_impact": rules.impacts[proposed.impact].title.ja,
        # not columns: by these the file gets its mark, or the row stays here
        "sort": asset.sort,
        "confidentiality": asset.confidentiality,
        **(_judged(found) if found else _UNJUDGED),
    }


_UNJUDGED: Mapping[str, Value] = {
    "likelihood": None, "impact": None, "why": "", "judged_on": None,
    "left": "", "treatment": "", "plan": "", "until": None,
}  # fmt: skip


def _judged(found: Assessed) -> dict[str, Value]:
    risk, treatment = found.risk, found.treatment
    ways = load_risk_rules().treatments
    way = ways[treatment.way].title.ja if treatment and treatment.way in ways else ""
    return {
        "likelihood": risk.likelihood,
        "impact": risk.impact,
        "why": risk.why,
        "judged_on": timezone.localdate(risk.judged_at),
        "left": found.level.title.ja,
        "treatment": f"{way}（決裁待ち）" if treatment and treatment.waits else way,
        "plan": treatment.plan if treatment else "",
        "until": treatment.until if treatment else None,
    }


def _judge(changes: Sequence[Change], reader: Reader) -> Mapping[str, str]:
    unknown = _("この番号のリスクはありません。書き出したファイルの行だけを使ってください。")
    wrong = {each.number: unknown for each in changes if each.before is None}
    both = _("起きやすさと影響は、両方を書いてください。評価済みのものは空にできません。")
    told = [each for each in changes if each.before is not None and each.changed]
    wrong |= {each.number: both for each in told if not _is_whole(each)}
    return wrong | _wanting([each for each in told if each.number not in wrong], reader)


def _is_whole(change: Change) -> bool:
    return bool(change.values["likelihood"] and change.values["impact"])


def _wanting(told: Iterable[Change], reader: Reader) -> dict[str, str]:
    """Return the rows of assets of which a threat would be left without a judgement."""
    words = _("この情報資産に当てはまる脅威の全てを、同じファイルで評価してください。")
    rules, by_asset = load_risk_rules(), _by_asset(told)
    judged: dict[str, set[str]] = defaultdict(set)
    rows = Risk.objects.filter(asset__number__in=by_asset)
    for number, threat in rows.order_by().values_list("asset__number", "threat"):
        judged[number].add(threat)
    wrong: dict[str, str] = {}
    for asset in _known(reader).filter(number__in=by_asset):
        given = by_asset[asset.number]
        wanted = {each.id for each in rules.threats_on(asset.sort)}
        if wanted - judged[asset.number] - given.keys():
            wrong |= {each.number: words for each in given.values()}
    return wrong


def _by_asset(changes: Iterable[Change]) -> dict[str, dict[str, Change]]:
    found: dict[str, dict[str, Change]] = defaultdict(dict)
    for each in changes:
        number, _between, threat = each.number.rpartition(_BETWEEN)
        found[number][threat] = each
    return found


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # each asset's judgement is sealed as the form seals it
    by_asset = _by_asset(each for each in changes if each.changed)
    rows = {each.number: each for each in _known(reader).filter(number__in=by_asset)}
    for number, given in by_asset.items():
        judgements = {threat: _judgement(each) for threat, each in given.items()}
        actions.judge_some(asset=rows[number], judgements=judgements, by=reader.person, at=at)


def _judgement(change: Change) -> actions.Judgement:
    values = change.values
    return actions.Judgement(
        int(str(values["likelihood"])), int(str(values["impact"])), str(values["why"])
    )


def _count(reader: Reader) -> int:
    rules = load_risk_rules()
    sorts = assets.visible_to(reader.rights).filter(covered=True).order_by()
    return sum(len(rules.threats_on(sort)) for sort in sorts.values_list("sort", flat=True))


def _words(scale: Mapping[int, RiskGrade]) -> tuple[Choice, ...]:
    """Return a scale; its figure is understood as well."""
    return tuple(Choice(each.grade, each.title.ja, (str(each.grade),)) for each in scale.values())


_RULES = load_risk_rules()
# Headings are Japanese: files are the body's own papers (decision 0008).
RISKS = Register(
    id="risks",
    title=gettext_noop("リスクの登録簿"),
    columns=(
        Column("number", gettext_noop("番号"), required=True, unique=True),
        Column("asset", gettext_noop("情報資産"), only_out=True),
        Column("unit", gettext_noop("管理する所属"), only_out=True),
        Column("zone", gettext_noop("領域"), only_out=True),
        Column("threat", gettext_noop("脅威"), only_out=True),
        Column("first_likelihood", gettext_noop("起きやすさの案"), only_out=True),
        Column("first_impact", gettext_noop("影響の案"), only_out=True),
        Column("likelihood", gettext_noop("起きやすさ"), Kind.CHOICE,
               choices=_words(_RULES.likelihoods)),
        Column("impact", gettext_noop("影響"), Kind.CHOICE, choices=_words(_RULES.impacts)),
        Column("why", gettext_noop("評価の理由"), longest=500),
        Column("judged_on", gettext_noop("評価した日"), Kind.DAY, only_out=True),
        Column("left", gettext_noop("残るリスク"), only_out=True),
        Column("treatment", gettext_noop("対応"), only_out=True),
        Column("plan", gettext_noop("行うこと・受け入れる理由"), longest=1000, only_out=True),
        Column("until", gettext_noop("期限"), Kind.DAY, only_out=True),
    ),
    key="number",
    look=(access.LOOK, access.MANAGE),
    keep=(access.MANAGE,),
    rows=_rows,
    judge=_judge,
    write=_write,
    count=_count,
    outgoing=outgoing,
    handed_out=evidence.seal_handed_out,
)  # fmt: skip
