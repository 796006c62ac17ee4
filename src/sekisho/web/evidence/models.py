"""The ledger's rows. Only this room imports them."""

from django.db import models


def stored_bytes(value: object) -> bytes:
    """Return what stands in a binary column as bytes, whatever another program wrote there.

    SQLite lets any type stand in any column; text is what it would have been as bytes.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return bytes(value) if isinstance(value, bytes | bytearray | memoryview) else b""


class LedgerHead(models.Model):
    """The one row every writer locks: the ledger's length and peaks (`ledger.Frontier`)."""

    size = models.PositiveBigIntegerField(default=0)
    peaks = models.BinaryField(default=b"")  # 32-byte hashes, largest subtree first

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_one_head")]

    def __str__(self) -> str:
        return f"{self.size}"


class Leaf(models.Model):
    """One sealed entry and the nodes its append finished. Rows are only ever added."""

    index = models.PositiveBigIntegerField(primary_key=True)
    data = models.BinaryField()
    hash = models.BinaryField(max_length=32)
    finished = models.BinaryField()  # `Appended.packed`: proofs read O(log n) rows

    def __str__(self) -> str:
        return f"{self.index}"


class Record(models.Model):
    """What a leaf says, in columns to find it by: derived from it, and compared by `verify`."""

    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, primary_key=True)
    kind = models.CharField(max_length=60)  # `check`, `attestation`, `edition.published`, …
    subject = models.CharField(max_length=200)  # a check id, `edition:12`: an id, never a name
    actor = models.CharField(max_length=40, blank=True)  # opaque id of the person; blank: machine
    at = models.DateTimeField()
    verdict = models.CharField(max_length=10, blank=True)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "kind", "leaf"], name="record_newest"),
            models.Index(fields=["kind", "leaf"], name="record_kind"),
            models.Index(fields=["subject", "leaf"], name="record_subject"),
            models.Index(fields=["actor", "leaf"], name="record_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.leaf_id} {self.kind} {self.subject}"


class Attachment(models.Model):
    """Personal or bulky data kept outside the tree; the leaf holds its salted commitment.

    Erasing empties `salt` and `content`: the proof of the leaf still stands, the data is gone.
    """

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    salt = models.BinaryField(max_length=32, null=True)
    content = models.BinaryField(null=True)
    commitment = models.BinaryField(max_length=32)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True, content__isnull=False)
                | models.Q(erased_at__isnull=False, content__isnull=True, salt__isnull=True),
                name="attachment_erased_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.name}"


class Checkpoint(models.Model):
    """A signed statement of the ledger's size and root (C2SP tlog-checkpoint)."""

    size = models.PositiveBigIntegerField()
    text = models.TextField()  # the whole signed note
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["size"], name="checkpoint_once_per_size")]

    def __str__(self) -> str:
        return f"{self.size}"


class Witnessing(models.Model):
    """A checkpoint handed to somebody outside, so that a rewritten history is caught."""

    class Way(models.TextChoices):
        """How it was handed over."""

        MAIL = "mail"
        PRINT = "print"
        TIMESTAMP = "timestamp"

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="witnessings")
    way = models.CharField(max_length=10, choices=Way.choices)
    to = models.CharField(max_length=200)
    at = models.DateTimeField()
    token = models.BinaryField(null=True)  # the RFC 3161 answer

    def __str__(self) -> str:
        return f"{self.way}: {self.to}"
