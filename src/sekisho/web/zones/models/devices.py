"""Devices between the zones, the configurations they had, and what was proven of each."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.separation import Verdict
from sekisho.web.organization.models import Person
from sekisho.web.zones.models.design import Salted


class DeviceQuerySet(models.QuerySet["NetworkDevice"]):
    """Reads of devices."""

    def in_use(self) -> "DeviceQuerySet":
        """Devices not retired."""
        return self.filter(retired_at=None)


class NetworkDevice(Salted):
    """A router, switch or firewall between zones.

    `vendor` empty: recognised by the configuration. `connects` says which interface leads to which
    zone (by key) or link between devices; empty: told by names and addresses, and the device stands
    alone between the zones. `compiled`: it runs the rules made from the policy here. `drop` is the
    name (without ending) of the file its running configuration is left in.
    """

    name = models.CharField(_("名称"), max_length=100)
    host = models.CharField(_("設定の中のホスト名"), max_length=100, blank=True)
    vendor = models.CharField(_("機種"), max_length=20, blank=True)
    connects = models.JSONField(default=dict)
    compiled = models.BooleanField(_("関所が作った規則で動かしている"), default=False)
    drop = models.SlugField(_("自動で取り込むファイルの名前"), max_length=60, blank=True)
    retired_at = models.DateTimeField(null=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(retired_at=None), name="network_device_name_once"
            ),
            models.UniqueConstraint(
                fields=["drop"],
                condition=Q(retired_at=None) & ~Q(drop=""),
                name="network_device_drop_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Configuration(Salted):
    """A configuration a device had, encrypted; taken by a person or from the drop.

    `seen_at`: the last time the device was seen to have it. `confirmed_at`: a person said that it
    is meant so; one that arrived by itself waits for that word.
    """

    class Source(models.TextChoices):
        """How it came."""

        UPLOAD = "upload", _("人が取り込んだ")
        DROP = "drop", _("自動で取り込んだ")

    device = models.ForeignKey(
        NetworkDevice, on_delete=models.PROTECT, related_name="configurations"
    )
    name = models.CharField(max_length=200)  # of the file
    sha256 = models.CharField(max_length=64)  # of the file as it came
    size = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    vendor = models.CharField(max_length=20)
    kept = models.BinaryField()  # packed and encrypted with the instance's key
    source = models.CharField(max_length=10, choices=Source.choices)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"configuration:{self.pk}"


class Proof(models.Model):
    """What was proven of a configuration at a moment, against the policy in force then.

    `beside` are the configurations of other devices composed with it. `figures` hold what was
    counted, `pairs` the crossings that are (or may be) open as [from, to]; `detail` is everything
    found, as encrypted JSON: it quotes lines of the configuration.
    """

    configuration = models.ForeignKey(
        Configuration, on_delete=models.PROTECT, related_name="proofs"
    )
    at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=[(str(each), str(each)) for each in Verdict])
    reason = models.CharField(max_length=20, blank=True)
    policy = models.TextField()  # the zones.yaml it was proven against
    policy_sha256 = models.CharField(max_length=64)
    beside = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    pairs = models.JSONField(default=list)
    detail = models.BinaryField()
    detail_sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"proof:{self.pk}"
