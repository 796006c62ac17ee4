"""Reads that need thought: the policy in force, and how each device stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho import separation
from sekisho.catalogue import load_separation_rules
from sekisho.separation import PROTOCOLS, PolicyError
from sekisho.web.approvals.queries import (
    PermitInForce,
    permits_between,
    permits_in_force,
    reasons_of,
)
from sekisho.web.assets.models import Zone
from sekisho.web.zones.apart.flowing import Span
from sekisho.web.zones.building import (
    Built,
    Design,
    Permitted,
    Unusable,
    ValueRefusedError,
    build,
    ports,
    special_flow,
)
from sekisho.web.zones.errors import NoPolicyError
from sekisho.web.zones.models import (
    ChosenModel,
    Configuration,
    FlowLog,
    Gateway,
    NetworkDevice,
    PermittedFlow,
    Probe,
    Proof,
    Replay,
    ZoneNetwork,
)
from sekisho.web.zones.replaying import REPLAYABLE
from sekisho.web.zones.sentences import plain

SPECIAL = "special-flow"  # the kind of permit of the catalogue
_BEGINNING = date(2000, 1, 1)  # before anything was decided here


def design(*, closed: bool = False) -> Design:
    """Return the network as it is declared now, `closed` gateways too if asked; four queries."""
    chosen = ChosenModel.objects.first()
    networks = {row.zone_id: row for row in ZoneNetwork.objects.all()}
    gateways = Gateway.objects.all() if closed else Gateway.objects.in_use()
    return Design(
        zones=tuple(zone_of(row, networks.get(row.pk)) for row in Zone.objects.all()),
        gateways=tuple(gateway_of(row) for row in gateways.select_related("zone")),
        devices=tuple(
            declaration_of(row) for row in NetworkDevice.objects.in_use() if row.connects
        ),
        model=chosen.model if chosen else "",
    )


def zone_of(zone: Zone, network: ZoneNetwork | None) -> separation.Zone:
    """Return a zone as the engine knows it."""
    if network is None:
        return separation.Zone(zone.key, zone.label)
    return separation.Zone(zone.key, zone.label, tuple(network.prefixes), tuple(network.interfaces))


def gateway_of(row: Gateway) -> separation.Gateway:
    """Return a gateway as the engine knows it."""
    return separation.Gateway(row.name, row.zone.key, tuple(row.addresses), row.label)


def declaration_of(row: NetworkDevice) -> separation.DeviceDeclaration:
    """Return a device as the engine knows it."""
    return separation.DeviceDeclaration(f"device-{row.pk}", host_of(row), dict(row.connects))


def host_of(row: NetworkDevice) -> str:
    """Return the name by which a device's configuration is known to be its own."""
    return row.host or row.name


def flow_of(row: PermittedFlow) -> separation.Flow:
    """Return a flow, read with its names, as the engine knows it."""
    return separation.Flow(
        source_zone=row.source.key,
        destination_zone=row.destination.key,
        sources=tuple(row.sources),
        destinations=tuple(row.destinations),
        protocols=(PROTOCOLS[row.protocol],),
        ports=ports(row.ports),
        through=row.through.name if row.through else None,
        until=row.until,
        decision=row.decision,
    )


def policy_at(at: datetime) -> Built:
    """Return the policy that counts at a moment: decided flows and special flows in force.

    Eight queries. Raises NoPolicyError while the zones' addresses are not declared, or contradict.
    """
    rows = PermittedFlow.objects.in_force(at).with_names()
    permitted = [Permitted(f"flow:{row.pk}", flow_of(row), special=False) for row in rows]
    return _built(design(), permitted, specials_at(at))


def permitted_ever(at: datetime) -> tuple[Built, tuple[Span, ...]]:
    """Return the policy of everything decided until a moment, and when each of it counted.

    For what was seen at its own time: nothing of it says what counts now. Nine queries. Raises
    NoPolicyError.
    """
    rows = list(PermittedFlow.objects.filter(decided_at__lte=at).with_names())
    permits = permits_between(SPECIAL, _BEGINNING, timezone.localdate(at))
    spans = {f"flow:{row.pk}": _span(row) for row in rows}
    spans |= {f"permit:{each.id}": _permit_span(each) for each in permits}
    permitted = [Permitted(f"flow:{row.pk}", flow_of(row), special=False) for row in rows]
    built = _built(design(closed=True), permitted, map(_special, permits))
    return built, tuple(spans[each.reference] for each in built.permitted)


def _span(row: PermittedFlow) -> Span:
    begins = max(row.decided_at or row.asked_at, _midnight(row.starts))
    return Span(f"flow:{row.pk}", begins, _earlier(row.until, row.ended_at))


def _permit_span(permit: PermitInForce) -> Span:
    begins = max(permit.decided_at, _midnight(permit.starts))
    return Span(f"permit:{permit.id}", begins, _earlier(permit.ends, permit.ended_at))


def _midnight(day: date) -> datetime:
    """Return the moment a day begins (Asia/Tokyo)."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def _earlier(last: date | None, ended: datetime | None) -> datetime | None:
    """Return when something ceased to count: after its last day, or when it was ended."""
    over = [_midnight(last + timedelta(days=1))] if last else []
    return min([*over, *([ended] if ended else [])], default=None)


def _built(
    network: Design, permitted: list[Permitted], specials: Iterable[Permitted | Unusable]
) -> Built:
    """Return the policy of a network with what is permitted. Raises NoPolicyError."""
    if sum(bool(zone.prefixes or zone.interfaces) for zone in network.zones) < 2:  # noqa: PLR2004  # apart from what?
        raise NoPolicyError(
            _("領域の範囲が登録されていません。2つ以上の領域に、アドレスの範囲を登録してください。")
        )
    unusable: list[Unusable] = []
    for each in specials:
        if isinstance(each, Unusable):
            unusable.append(each)
        else:
            permitted.append(each)
    try:
        return build(network, permitted, unusable)
    except PolicyError as error:
        raise NoPolicyError(" ".join(plain(error))) from error


def specials_at(at: datetime) -> Iterator[Permitted | Unusable]:
    """Yield what the permits for special flows in force describe; two queries."""
    for permit in permits_in_force(SPECIAL, at=at):
        yield _special(permit)


def _special(permit: PermitInForce) -> Permitted | Unusable:
    reference = f"permit:{permit.id}"
    try:
        flow = special_flow(permit.scope, until=permit.ends, decision=permit.decision)
    except ValueRefusedError as error:
        why = _("許可の「%(word)s」をアドレスやポートとして読めません。") % {"word": error.word}
        return Unusable(reference, permit.decision, why)
    return Permitted(reference, flow, special=True)


def purposes_of(permitted: Iterable[Permitted]) -> dict[str, str]:
    """Return what each flow in force is for, by its reference; two queries."""
    numbers: dict[bool, list[int]] = {True: [], False: []}
    for each in permitted:
        numbers[each.special].append(each.number)
    rows = PermittedFlow.objects.filter(pk__in=numbers[False]).order_by()
    own = {f"flow:{pk}": words for pk, words in rows.values_list("pk", "purpose")}
    return own | {f"permit:{pk}": words for pk, words in reasons_of(numbers[True]).items()}


def labels_of(policy: separation.Policy) -> dict[str, str]:
    """Return what the body calls each zone of a policy."""
    return {zone.id: zone.label for zone in policy.zones.values()}


def newest_probe() -> Probe | None:
    """Return the probe that was tried last, without its attempts; one query."""
    return Probe.objects.defer("detail").select_related("taken_by").first()


def flow_logs_since(moment: datetime) -> list[FlowLog]:
    """Return the logs with records since a moment, without their findings, newest first."""
    return list(FlowLog.objects.filter(last_at__gte=moment).defer("detail"))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a device stands: its newest configuration and proof, and what is wrong with them."""

    device: NetworkDevice
    configuration: Configuration | None = None
    proof: Proof | None = None
    old: bool = False  # the configuration was not seen for longer than the rules allow
    outdated: bool = False  # the proof is of another policy, or too old
    drifted: bool = False  # what runs is not what a person said or what was compiled

    @property
    def figures(self) -> dict[str, Any]:
        """What the proof counted."""
        return self.proof.figures if self.proof else {}

    @property
    def verdict(self) -> str:
        """The newest verdict; empty without a proof."""
        return self.proof.verdict if self.proof else ""

    @property
    def sign(self) -> str:
        """How it stands as a whole: `fails`, `weak` or `holds`."""
        if self.verdict == "violated" or self.drifted:
            return "fails"
        sound = self.verdict == "proven" and not self.old and not self.outdated
        return "holds" if sound else "weak"

    @property
    def uncompared(self) -> bool:
        """Whether it runs our rules, and nobody could say that they are the policy's."""
        if not self.device.compiled or self.proof is None:
            return False
        return self.verdict == "undecided" or not self.figures.get("blocked_known")

    def crosses(self, *zones: str) -> bool:
        """Say whether a packet surely crosses between two of these zones (to or from one)."""
        if self.verdict != "violated" or self.proof is None:
            return False
        ends = set(zones)
        return any(
            ends & {source, destination} if len(ends) == 1 else ends == {source, destination}
            for source, destination in self.proof.pairs
        )


def newest_configurations(
    devices: Iterable[NetworkDevice],
) -> dict[int, Configuration]:
    """Return the newest configuration of each device, without its bytes; two queries."""
    rows = Configuration.objects.filter(device__in=list(devices)).order_by()
    last = rows.values_list("device_id").annotate(last=Max("pk"))
    found = Configuration.objects.filter(pk__in=[pk for _device, pk in last]).defer("kept")
    return {row.device_id: row for row in found}


def newest_proofs(configurations: Iterable[Configuration]) -> dict[int, Proof]:
    """Return the newest proof of each configuration, without its findings; two queries."""
    rows = Proof.objects.filter(configuration__in=list(configurations)).order_by()
    last = rows.values_list("configuration_id").annotate(last=Max("pk"))
    found = Proof.objects.filter(pk__in=[pk for _row, pk in last]).defer("detail", "policy")
    return {row.configuration_id: row for row in found}


def not_replayed() -> list[Proof]:
    """Return the newest proofs that found a packet a kernel could be asked about, and was not."""
    configurations = newest_configurations(NetworkDevice.objects.in_use())
    proofs = newest_proofs(configurations.values()).values()
    vendors = {row.pk: row.vendor for row in configurations.values()}
    found = [
        each
        for each in proofs
        if each.verdict == "violated"
        and not each.beside
        and vendors[each.configuration_id] in REPLAYABLE
    ]
    done = set(Replay.objects.filter(proof__in=found).values_list("proof_id", flat=True))
    return [each for each in found if each.pk not in done]


def standings(at: datetime, devices: Iterable[NetworkDevice] | None = None) -> tuple[Standing, ...]:
    """Return how the devices in use stand; a flat number of queries."""
    return survey(at, devices)[1]


def survey(
    at: datetime, devices: Iterable[NetworkDevice] | None = None
) -> tuple[Built | None, tuple[Standing, ...]]:
    """Return the policy in force, if there is one, and how the devices stand by it."""
    try:
        built: Built | None = policy_at(at)
    except NoPolicyError:
        built = None
    rows = list(NetworkDevice.objects.in_use() if devices is None else devices)
    configurations = newest_configurations(rows)
    proofs = newest_proofs(configurations.values())
    found = [_judged(Standing(row, configurations.get(row.pk)), proofs, built, at) for row in rows]
    return built, tuple(found)


def _judged(
    standing: Standing, proofs: dict[int, Proof], built: Built | None, at: datetime
) -> Standing:
    rules, configuration = load_separation_rules(), standing.configuration
    if configuration is None:
        return standing
    proof = proofs.get(configuration.pk)
    current = built is not None and proof is not None
    return replace(
        standing,
        proof=proof,
        old=at - configuration.seen_at > timedelta(days=rules.configuration_days),
        outdated=not current
        or proof.policy_sha256 != policy_for(standing.device, built).sha256  # type: ignore[union-attr,arg-type]  # current
        or at - proof.at > timedelta(days=rules.proof_days),  # type: ignore[union-attr]  # current
        drifted=_drifted(standing.device, configuration, proof),
    )


def policy_for(device: NetworkDevice, built: Built) -> Built:
    """Return the policy a device is proven against: with the others only where it is declared."""
    return built if device.connects else built.alone()


def _drifted(device: NetworkDevice, configuration: Configuration, proof: Proof | None) -> bool:
    """Say whether what runs differs from what is meant.

    A device that runs our rules must permit exactly the policy; any other what a person confirmed,
    unless the change makes no difference in packets.
    """
    if proof is None:
        return False
    if device.compiled:
        return proof.verdict == "violated" or bool(proof.figures.get("blocked"))
    return configuration.confirmed_at is None and not proof.figures.get("unchanged")
