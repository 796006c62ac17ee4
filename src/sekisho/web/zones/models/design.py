"""The declared network: its model, the zones' addresses, gateways and permitted flows."""

from datetime import datetime
from secrets import token_hex

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.assets.models import Zone
from sekisho.web.organization.models import Person

KEY = 1  # of the one row of ChosenModel


class Salted(models.Model):
    """A row whose confidential columns are sealed as a fingerprint only, with this salt."""

    salt = models.CharField(max_length=64, default=token_hex, editable=False)

    class Meta:
        abstract = True


class ChosenModel(models.Model):
    """The model of network separation the body follows (α, α', β, β'); one row at most."""

    model = models.CharField(max_length=10)

    def __str__(self) -> str:
        return self.model


class ZoneNetwork(Salted):
    """Where a zone lies: its prefixes of both families, and interfaces of devices."""

    zone = models.OneToOneField(Zone, on_delete=models.PROTECT, related_name="network")
    prefixes = models.JSONField(default=list)
    interfaces = models.JSONField(default=list)

    class Meta:
        ordering = ["zone__position", "zone_id"]

    def __str__(self) -> str:
        return self.zone.key


class GatewayQuerySet(models.QuerySet["Gateway"]):
    """Reads of gateways."""

    def in_use(self) -> "GatewayQuerySet":
        """Gateways not closed."""
        return self.filter(closed_at=None)


class Gateway(Salted):
    """A host that flows pass through: it sanitises, or hands over pixels only."""

    class Kind(models.TextChoices):
        """What passes through it."""

        SANITISING = "sanitising", _("無害化")
        SCREEN = "screen", _("画面転送")
        OTHER = "other", _("その他の中継")

    label = models.CharField(_("名称"), max_length=100)
    kind = models.CharField(_("種類"), max_length=20, choices=Kind.choices)
    zone = models.ForeignKey(Zone, verbose_name=_("領域"), on_delete=models.PROTECT)
    addresses = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True)

    objects = GatewayQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["label"], condition=Q(closed_at=None), name="gateway_label_once"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """What zones.yaml calls it."""
        return f"gateway-{self.pk}"


class FlowQuerySet(models.QuerySet["PermittedFlow"]):
    """Reads of flows."""

    def in_force(self, at: datetime) -> "FlowQuerySet":
        """Flows that count at that moment: decided, begun, not past their last day, not ended."""
        day = timezone.localdate(at)
        return self.filter(decided_at__lte=at, starts__lte=day).filter(
            Q(until=None) | Q(until__gte=day), Q(ended_at=None) | Q(ended_at__gt=at)
        )

    def waiting(self) -> "FlowQuerySet":
        """Flows asked for and not decided."""
        return self.filter(decided_at=None, ended_at=None)

    def with_names(self) -> "FlowQuerySet":
        """Read zones, gateway and people in the same query."""
        return self.select_related("source", "destination", "through", "asked_by", "decided_by")


class PermittedFlow(Salted):
    """Traffic from one zone to another that another person decided on.

    `sources` and `destinations` are prefixes, empty: the whole zone, or the gateway's addresses on
    its side. `ports` are numbers or ranges as written ("443", "8000-8010"). `until` is inclusive
    (Asia/Tokyo); without it the flow belongs to the design and stands until it is ended.
    """

    class Protocol(models.TextChoices):
        """What is spoken."""

        TCP = "tcp", "TCP"
        UDP = "udp", "UDP"
        ICMP = "icmp", "ICMP"
        ICMPV6 = "icmpv6", "ICMPv6"

    source = models.ForeignKey(
        Zone, verbose_name=_("通信元の領域"), on_delete=models.PROTECT, related_name="+"
    )
    destination = models.ForeignKey(
        Zone, verbose_name=_("通信先の領域"), on_delete=models.PROTECT, related_name="+"
    )
    sources = models.JSONField(default=list)
    destinations = models.JSONField(default=list)
    protocol = models.CharField(_("プロトコル"), max_length=10, choices=Protocol.choices)
    ports = models.JSONField(default=list)
    through = models.ForeignKey(
        Gateway, verbose_name=_("経由"), on_delete=models.PROTECT, null=True, related_name="flows"
    )
    carries = models.JSONField(default=list)  # information of the register, as `information:3`
    purpose = models.CharField(_("目的"), max_length=300)
    starts = models.DateField(_("開始日"))
    until = models.DateField(_("終了日"), null=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(_("文書番号"), max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = FlowQuerySet.as_manager()

    class Meta:
        ordering = ["source__position", "destination__position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("destination")), name="flow_crosses"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("starts")), name="flow_period"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
                name="flow_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"flow:{self.pk}"

    def is_in_force(self, at: datetime) -> bool:
        """Whether it counts at that moment; the same law as `in_force`."""
        day = timezone.localdate(at)
        decided = self.decided_at is not None and self.decided_at <= at
        running = self.starts <= day and (self.until is None or day <= self.until)
        return decided and running and (self.ended_at is None or self.ended_at > at)
