"""One message or file at the border, for whom it was, and the batch it was sealed in."""

from secrets import token_hex

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person


class Batch(models.Model):
    """Crossings sealed together: one entry of the ledger says how many and their digest."""

    at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    rows_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"crossings:{self.pk}"


class CrossingQuerySet(models.QuerySet["Crossing"]):
    """Reads of crossings."""

    def of(self, person: Person) -> "CrossingQuerySet":
        """Those a person sent or received."""
        got = Recipient.objects.filter(person=person).values("crossing")
        return self.filter(Q(sender_person=person) | Q(pk__in=got))

    def crossed(self) -> "CrossingQuerySet":
        """Those of which something was to reach a recipient."""
        return self.filter(outcome__in=(Crossing.Outcome.DELIVERED, Crossing.Outcome.TEXT_ONLY))

    def waiting(self) -> "CrossingQuerySet":
        """Those a person has to answer."""
        return self.filter(state=Crossing.State.HELD)

    def with_people(self) -> "CrossingQuerySet":
        """Read recipients and people in two queries more."""
        return self.select_related("sender_person", "closed_by").prefetch_related(
            "recipients__person"
        )


class Crossing(models.Model):
    """What became of one message or file; everything but `state` and the closing stays for ever.

    `number` is the receipt number, the original's name in quarantine. `report` holds what was taken
    out and why: codes and places only, as the engine reported them. `record_sha256` is of the
    gateway's record: the same record taken again changes nothing. `taken_state` is the state the
    batch was sealed with. Names and addresses are sealed as the fingerprint `words_sha256` with
    `salt`; somebody who is erased takes them out of the row, and the fingerprint stays.
    """

    class Way(models.TextChoices):
        """How it came to the border."""

        MAIL = "mail", _("メール")
        FILE = "file", _("ファイル")
        WEB = "web", _("ダウンロード")

    class Direction(models.TextChoices):
        """Which way it went."""

        IN = "in", _("外から内へ")
        OUT = "out", _("内から外へ")

    class Outcome(models.TextChoices):
        """What the engine made of it."""

        DELIVERED = "delivered", _("無害化して渡した")
        TEXT_ONLY = "text-only", _("文字だけを渡した")
        HELD = "held", _("保留")
        REJECTED = "rejected", _("受取り不可")

    class State(models.TextChoices):
        """Where it stands."""

        DONE = "done", _("済み")
        HELD = "held", _("人の判断待ち")
        SENDING = "sending", _("送り直し中")
        CLOSED = "closed", _("渡さずに終了")

    number = models.CharField(_("受付番号"), max_length=64, unique=True)
    way = models.CharField(max_length=10, choices=Way.choices)
    direction = models.CharField(_("向き"), max_length=5, choices=Direction.choices)
    at = models.DateTimeField(_("受付日時"))
    sender = models.CharField(_("差出人"), max_length=400, blank=True)
    sender_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(_("件名"), max_length=500, blank=True)
    outcome = models.CharField(_("結果"), max_length=10, choices=Outcome.choices)
    sha256_in = models.CharField(max_length=64, blank=True)
    sha256_out = models.CharField(max_length=64, blank=True)
    report = models.JSONField(default=dict)
    size = models.PositiveBigIntegerField(null=True)  # of the original, where it is known
    record_sha256 = models.CharField(max_length=64)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="crossings")
    taken_state = models.CharField(max_length=10, choices=State.choices)
    state = models.CharField(_("状態"), max_length=10, choices=State.choices)
    held_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    close_reason = models.CharField(_("理由"), max_length=300, blank=True)
    salt = models.CharField(max_length=64, default=token_hex, editable=False)
    words_sha256 = models.CharField(max_length=64)

    objects = CrossingQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="crossing_newest"),
            models.Index(fields=["state", "at"], name="crossing_state"),
            models.Index(fields=["sha256_in"], name="crossing_sha256_in"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None, closed_by=None)),
                name="crossing_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def crosses(self) -> bool:
        """Whether something of it reaches its recipients."""
        return self.outcome in {self.Outcome.DELIVERED, self.Outcome.TEXT_ONLY}


class Recipient(models.Model):
    """For whom a crossing was, and what the next hop said for them."""

    class Fate(models.TextChoices):
        """What became of it for this recipient."""

        WAITING = "waiting", _("配達待ち")
        OFFERED = "offered", _("届いたか不明")
        DELIVERED = "delivered", _("届いた")
        REFUSED = "refused", _("相手のサーバが拒否")
        DOUBT = "doubt", _("届いたか不明")
        TOLD = "told", _("渡さず、理由を示した")

    crossing = models.ForeignKey(Crossing, on_delete=models.CASCADE, related_name="recipients")
    address = models.CharField(max_length=400, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    fate = models.CharField(max_length=10, choices=Fate.choices)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["crossing", "address"],
                condition=~Q(address=""),
                name="crossing_recipient_once",
            )
        ]

    def __str__(self) -> str:
        return self.address
