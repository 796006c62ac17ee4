"""One FortiGate policy as a rule; a value that cannot be expressed makes a condition not known."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sekisho.separation.packet import ICMP, ICMPV6
from sekisho.separation.readers.fortios.objects import NotKnownError, Objects, Service
from sekisho.separation.readers.fortios.tree import Entry
from sekisho.separation.rules import Action, Match, Names, Origin, Rule
from sekisho.separation.spans import BITS, Spans, complement, normal, union

# Values that narrow a policy in a way packets do not show.
_NARROWING = frozenset(
    """
    users groups fsso-groups internet-service internet-service-name internet-service-src
    internet-service-src-name internet-service6 internet-service6-name internet-service-id
    internet-service-group internet-service-custom src-vendor-mac tos ztna-ems-tag ztna-geo-tag
    ztna-status rtp-nat custom-log-fields dstaddr-negate6 devices identity-based vlan-filter
    reputation-minimum srcaddr6-negate dstaddr6-negate internet-service-negate
    sgt application geoip-match policy-expiry policy-expiry-date
    """.split()
)
# Values that let a packet go no further, or say how it is watched: they let nothing more through.
_HARMLESS = frozenset(
    """
    action application-list auto-asic-offload av-profile block-notification capture-packet
    casi-profile cifs-profile comments delay-tcp-npu-session diffserv-forward
    diffserv-reverse diffservcode-forward diffservcode-rev disclaimer dlp-profile dlp-sensor
    dnsfilter-profile dsri dstaddr dstaddr-negate dstaddr6 dstintf email-collect emailfilter-profile
    file-filter-profile fixedport fsso global-label http-policy-redirect icap-profile
    inspection-mode ips-sensor ippool label learning-mode logtraffic logtraffic-start match-vip
    mms-profile name nat natip np-acceleration outbound packet-capture per-ip-shaper permit-any-host
    poolname poolname6 profile-group profile-protocol-options profile-type redirect-url
    replacemsg-override-group schedule schedule-timeout send-deny-packet service service-negate
    session-ttl spamfilter-profile srcaddr srcaddr-negate srcaddr6 srcintf ssh-filter-profile
    ssl-mirror ssl-mirror-intf ssl-ssh-profile status tcp-mss-receiver tcp-mss-sender
    tcp-session-without-syn timeout-send-rst traffic-shaper traffic-shaper-reverse utm-status uuid
    videofilter-profile voip-profile waf-profile wanopt wccp webcache
    webfilter-profile webproxy-profile
    """.split()
)
_KNOWN = _NARROWING | _HARMLESS
_ALWAYS = ("always",)


@dataclass(slots=True)
class Made:
    """A policy as far as it was read; `unknown` are the values that stay open."""

    entry: Entry
    action: Action
    matches: tuple[Match, ...]
    enabled: bool
    translates: bool
    families: frozenset[int]
    unknown: frozenset[str] = field(default_factory=frozenset)

    def rule(self, origin: Origin) -> Rule:
        """Return the policy as a rule."""
        name = " ".join(self.entry.values.get("name", ()))
        text = f"policy {self.entry.name} {name}".strip()
        return Rule(self.matches, self.action, origin, text)


class Policies:
    """Turns policies into rules with the objects and zones of their device."""

    def __init__(self, objects: Objects, zones: Mapping[str, frozenset[str]]) -> None:
        self._objects = objects
        self._zones = zones

    def made(self, entry: Entry, family: int | None) -> Made:
        """Return a policy; `family` 6 for the older table of IPv6 policies."""
        values = entry.values
        unknown = {
            key for key, value in values.items() if key in _NARROWING and value != ("disable",)
        } | {key for key in values if key not in _KNOWN}
        if values.get("schedule", _ALWAYS) != _ALWAYS:
            unknown.add("schedule")
        said = values.get("action", ("deny",))
        action = Action.DENY if said == ("deny",) else Action.PERMIT
        if said not in {("accept",), ("deny",)}:
            unknown.add("action")
        missed = action is Action.DENY and values.get("match-vip") != ("enable",)
        open_ = ("virtual addresses",) if missed and self._objects.mapped else ()
        sides = self._sides(values, family, unknown)
        services = self._services(values, unknown)
        words = (
            *(f"{key} {' '.join(values.get(key, ()))}".strip() for key in sorted(unknown)),
            *open_,
        )
        matches = tuple(
            found._replace(unknown=words)
            for side in sides
            for found in (_served(side, each) for each in services)
            if found is not None
        )
        return Made(
            entry,
            action,
            matches,
            enabled=values.get("status") != ("disable",),
            translates=values.get("nat") == ("enable",) and action is Action.PERMIT,
            families=frozenset(side.family for side in sides if side.family),
            unknown=frozenset(unknown),
        )

    def _sides(
        self, values: Mapping[str, tuple[str, ...]], family: int | None, unknown: set[str]
    ) -> list[Match]:
        """Return where packets come from and go to, a match for each family spoken of."""
        iif = self._interfaces(values.get("srcintf", ()))
        oif = self._interfaces(values.get("dstintf", ()))
        if family == 6:
            wanted = [(6, "srcaddr", "dstaddr")]
        else:
            wanted = [(4, "srcaddr", "dstaddr"), (6, "srcaddr6", "dstaddr6")]
        return [
            Match(
                number,
                iif=iif,
                oif=oif,
                source=self._addresses(values, source, number, unknown),
                destination=self._addresses(values, destination, number, unknown),
            )
            for number, source, destination in wanted
            if source in values and destination in values
        ]

    def _interfaces(self, names: tuple[str, ...]) -> Names | None:
        if "any" in names:
            return None
        found: set[str] = set()
        for name in names:
            found |= self._zones.get(name, frozenset({name}))
        return Names(frozenset(found))

    def _addresses(
        self, values: Mapping[str, tuple[str, ...]], key: str, family: int, unknown: set[str]
    ) -> Spans | None:
        found: Spans | None = ()
        for name in values[key]:
            try:
                spans = self._objects.address(name, family)
            except NotKnownError:
                unknown.add(key)
                return None
            found = None if spans is None or found is None else union(found, spans)
        if values.get(f"{key}-negate") == ("enable",):
            return complement(found, (1 << BITS[family]) - 1) if found is not None else ()
        return found

    def _services(
        self, values: Mapping[str, tuple[str, ...]], unknown: set[str]
    ) -> tuple[Service, ...]:
        if values.get("service-negate") == ("enable",):
            unknown.add("service-negate")
            return (Service(),)
        try:
            return tuple(
                each
                for name in values.get("service", ("ALL",))
                for each in self._objects.service(name)
            )
        except NotKnownError:
            unknown.add("service")
            return (Service(),)


def _served(match: Match, service: Service) -> Match | None:
    """Return a side narrowed to a service; None where the family has no such protocol."""
    numbers = service.protocol
    if numbers in {((ICMP, ICMP),), ((ICMPV6, ICMPV6),)}:
        own = ICMP if match.family == 4 else ICMPV6
        if numbers != normal(((own, own),)):
            return None
    return match._replace(**service._asdict())
