"""Documents, their editions and clauses, and the pledge of compliance."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person


class DocumentQuerySet(models.QuerySet["Document"]):
    """Reads of documents."""

    def readable(self, rights: frozenset[str]) -> "DocumentQuerySet":
        """Documents a reader with these rights may know of: 実施手順 only with `procedures.read`."""
        if "procedures.read" in rights:
            return self
        return self.exclude(kind=Document.Kind.PROCEDURE)


class Document(models.Model):
    """A policy document over all its editions."""

    class Kind(models.TextChoices):
        """Basic policy is public; standards stay inside; procedures are for named roles."""

        BASIC = "basic", _("基本方針")
        STANDARD = "standard", _("対策基準")
        PROCEDURE = "procedure", _("実施手順")

    kind = models.CharField(_("種類"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("題名"), max_length=200)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "id"]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """One edition of a document, as read from the body's own file."""

    class State(models.TextChoices):
        """An edition only ever moves forward, except back to draft when it is returned."""

        DRAFT = "draft", _("案")
        SUBMITTED = "submitted", _("決裁待ち")
        APPROVED = "approved", _("決裁済み")
        PUBLISHED = "published", _("施行中")
        SUPERSEDED = "superseded", _("旧版")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("版"))
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    title = models.CharField(max_length=200)
    notice_number = models.CharField(_("公告等の番号"), max_length=100, blank=True)
    promulgated_on = models.DateField(_("公布日"), null=True, blank=True)
    effective_on = models.DateField(_("施行日"), null=True, blank=True)
    issuer = models.CharField(_("所管"), max_length=100, blank=True)
    source_name = models.CharField(max_length=255)
    source = models.BinaryField()  # the file as uploaded
    source_sha256 = models.CharField(max_length=64)
    tree = models.JSONField()  # `policytext.as_json` of the reading: the record of what was read
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    topics_confirmed_at = models.DateTimeField(null=True)
    topics_confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)  # last time a review found it still right

    class Meta:
        ordering = ["document_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state="published"), name="edition_one_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "superseded"]) | Q(published_at__isnull=False),
                name="edition_published_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class Clause(models.Model):
    """A clause of an edition. `position` is document order; `depth` 0 is the top level."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="clauses")
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()
    clause_id = models.CharField(max_length=100)  # canonical id, unique within the edition
    label = models.CharField(max_length=40, blank=True)
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    demands = models.BooleanField()  # proposed by the engine, confirmed by the official
    reason = models.CharField(max_length=200, blank=True)  # why it demands, or demands nothing

    class Meta:
        ordering = ["edition_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="clause_position_once"),
            models.UniqueConstraint(fields=["edition", "clause_id"], name="clause_id_once"),
        ]

    def __str__(self) -> str:
        return self.clause_id


class ClauseTopic(models.Model):
    """A topic a clause carries, and the terms that made the engine propose it."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="topics")
    topic = models.CharField(max_length=60)  # a topic id of the catalogue
    matched = models.CharField(max_length=300, blank=True)  # blank: added by the official

    class Meta:
        ordering = ["clause_id", "topic"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "topic"], name="clause_topic_once"),
        ]

    def __str__(self) -> str:
        return self.topic


class PledgeQuerySet(models.QuerySet["Pledge"]):
    """Reads of pledges."""

    def open(self) -> "PledgeQuerySet":
        """Pledges still to be made."""
        return self.filter(confirmed_at=None)

    def overdue(self, on: date) -> "PledgeQuerySet":
        """Open pledges whose day has passed."""
        return self.open().filter(due_on__lt=on)


class Pledge(models.Model):
    """One person's confirmation that they will keep an edition (遵守の確認, article 5)."""

    class Way(models.TextChoices):
        """How it was confirmed."""

        SELF = "self", _("本人の画面")
        SHARED = "shared", _("共用端末")
        PAPER = "paper", _("署名した書面")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="pledges")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pledges")
    changed = models.JSONField(default=list)  # canonical ids asked for again; empty: the whole
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    confirmed_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=6, choices=Way.choices, blank=True)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="recorded_pledges"
    )

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "person"], name="pledge_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, way="") | (Q(confirmed_at__isnull=False) & ~Q(way="")),
                name="pledge_confirmed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.person}"
