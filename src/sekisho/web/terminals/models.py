"""Terminals, the agents enrolled on them, what they report, and what people say of them."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.assets.models import Zone
from sekisho.web.organization.models import Person, Unit


class System(models.TextChoices):
    """What runs on a terminal."""

    WINDOWS = "windows", "Windows"
    LINUX = "linux", "Linux"
    OTHER = "other", _("その他")


class RegisterQuerySet(models.QuerySet["Terminal"]):
    """Reads of terminals."""

    def in_use(self) -> "RegisterQuerySet":
        """Terminals not retired."""
        return self.filter(retired_on=None)

    def with_names(self) -> "RegisterQuerySet":
        """Read zone and unit in the same query."""
        return self.select_related("zone", "unit")


class Terminal(models.Model):
    """A terminal of the register (端末); its number is the body's own."""

    number = models.CharField(_("管理番号"), max_length=40)
    host = models.CharField(_("ホスト名"), max_length=100, blank=True)
    zone = models.ForeignKey(Zone, verbose_name=_("領域"), on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, verbose_name=_("管理する所属"), on_delete=models.PROTECT)
    place = models.CharField(_("設置場所"), max_length=100, blank=True)
    users = models.ManyToManyField(Person, verbose_name=_("使う人"), blank=True, related_name="+")
    system = models.CharField(_("基本ソフト"), max_length=10, choices=System.choices)
    serial = models.CharField(_("製造番号"), max_length=100, blank=True)
    recorded_at = models.DateTimeField()
    retired_on = models.DateField(_("廃止日"), null=True, blank=True)
    own = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading
    asked_at = models.DateTimeField(null=True, blank=True)  # when somebody asked to look again

    objects = RegisterQuerySet.as_manager()

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=Q(retired_on=None), name="terminal_number_once"
            ),
            models.UniqueConstraint(
                fields=["host"],
                condition=Q(retired_on=None) & ~Q(host=""),
                name="terminal_host_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class EnrolSecret(models.Model):
    """A secret with which agents enrol; only its SHA-256 is kept."""

    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"enrol-secret:{self.pk}"


class Node(models.Model):
    """An enrolled agent; its key is kept as SHA-256. `terminal`: empty until it is known whose."""

    key_sha256 = models.CharField(max_length=64, unique=True)
    identifier = models.CharField(max_length=200)
    hardware = models.CharField(max_length=100, blank=True)  # the machine's own UUID
    host = models.CharField(max_length=100, blank=True)
    platform = models.CharField(max_length=10, choices=System.choices, default=System.OTHER)
    terminal = models.ForeignKey(
        Terminal, on_delete=models.PROTECT, null=True, blank=True, related_name="nodes"
    )
    enrolled_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-enrolled_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["terminal"],
                condition=Q(revoked_at=None) & Q(terminal__isnull=False),
                name="terminal_one_agent",
            ),
        ]

    def __str__(self) -> str:
        return f"node:{self.pk}"


class Reading(models.Model):
    """The newest thing a terminal reported about one measure of the catalogue.

    `value` is small and read by lists; `bulk` is what only one terminal's page and a change of the
    list of permitted software need. `word` and `as_of` say of the value what the database judges
    by (see `posture.stored`); they follow from it, and no rule or permit of the day stands in them.
    """

    terminal = models.ForeignKey(Terminal, on_delete=models.CASCADE, related_name="readings")
    measure = models.CharField(max_length=40)
    value = models.JSONField(default=dict)
    bulk = models.JSONField(default=list)
    observed_at = models.DateTimeField()
    source = models.CharField(max_length=10)  # `agent` or `upload`
    word = models.CharField(max_length=64, blank=True)
    as_of = models.DateField(null=True)

    class Meta:
        ordering = ["terminal", "measure"]
        constraints = [
            models.UniqueConstraint(fields=["terminal", "measure"], name="terminal_reading_once")
        ]
        indexes = [  # judging many terminals reads this alone, never the long lists in the rows
            models.Index(
                fields=["terminal", "measure", "word", "as_of", "observed_at"],
                name="terminal_reading_judged",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} of terminal:{self.terminal_id}"


class Attestation(models.Model):
    """A named person says, for a time, that a terminal has what its reports cannot show."""

    terminal = models.ForeignKey(Terminal, on_delete=models.CASCADE, related_name="attestations")
    measure = models.CharField(max_length=40)
    statement = models.CharField(_("確かめたこと"), max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateField(_("有効期限"))  # inclusive

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.measure} of terminal:{self.terminal_id} until {self.until}"


class UploadKey(models.Model):
    """An Ed25519 public key that signs reports: of one terminal, or of whoever collects for all."""

    public = models.CharField(max_length=64, unique=True)  # 32 bytes as hex
    label = models.CharField(_("名称"), max_length=100)
    terminal = models.ForeignKey(
        Terminal, verbose_name=_("端末"), on_delete=models.PROTECT, null=True, blank=True
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    last_made_at = models.DateTimeField(null=True, blank=True)  # of the newest report taken
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["label", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("added_at")),
                name="terminal_key_revoked_after",
            )
        ]

    def __str__(self) -> str:
        return self.label


class PermittedSoftware(models.Model):
    """A name, or a pattern with `*`, of software that may be installed on terminals."""

    pattern = models.CharField(_("名称"), max_length=200, unique=True)
    note = models.CharField(_("備考"), max_length=200, blank=True)
    own: Any = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading

    class Meta:
        ordering = ["pattern"]

    def __str__(self) -> str:
        return self.pattern
