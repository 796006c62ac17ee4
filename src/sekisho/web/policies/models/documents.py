"""Documents, their editions and clauses, and the pledge of compliance."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person

CLAUSES_SHOWN = 5
READ_PROCEDURES = "procedures.read"
WORKING = frozenset({"status.read", "documents.draft", "documents.approve", "documents.publish"})
"""Whoever holds one of these sees drafts and what waits; others see what was put in force."""


class DocumentQuerySet(models.QuerySet["Document"]):
    """Reads of documents."""

    def readable(self, rights: frozenset[str]) -> "DocumentQuerySet":
        """Documents a reader with these rights may know of: 実施手順 only with `procedures.read`.

        Every exit of the room (page, list, search, export, API) starts here or at
        `EditionQuerySet.readable`, which asks this.
        """
        if READ_PROCEDURES in rights:
            return self
        return self.exclude(kind=Document.Kind.PROCEDURE)

    def asking(self) -> "DocumentQuerySet":
        """Documents whose editions people confirm: the basic policy, and standards chosen for it.

        A 実施手順 is none of them, whatever its row says.
        """
        chosen = Q(kind=Document.Kind.STANDARD, pledges_chosen=True)
        return self.filter(Q(kind=Document.Kind.BASIC) | chosen)


class Document(models.Model):
    """A policy document over all its editions."""

    class Kind(models.TextChoices):
        """Basic policy is public; standards stay inside; procedures are for named roles."""

        BASIC = "basic", _("基本方針")
        STANDARD = "standard", _("対策基準")
        PROCEDURE = "procedure", _("実施手順")

    kind = models.CharField(_("種類"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("題名"), max_length=300)
    pledges_chosen = models.BooleanField(default=False)  # a standard that is confirmed as well

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="basic"), name="document_one_basic_policy"
            ),
            models.CheckConstraint(
                condition=Q(pledges_chosen=False) | Q(kind="standard"),
                name="document_pledges_chosen_for_standards",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def restricted(self) -> bool:
        """Whether only holders of `procedures.read` may know of it."""
        return self.kind == self.Kind.PROCEDURE

    @property
    def asks_pledges(self) -> bool:
        """Whether people confirm its editions; says the same as `DocumentQuerySet.asking`."""
        return self.kind == self.Kind.BASIC or (
            self.kind == self.Kind.STANDARD and self.pledges_chosen
        )


class EditionQuerySet(models.QuerySet["Edition"]):
    """Reads of editions."""

    def readable(self, rights: frozenset[str]) -> "EditionQuerySet":
        """Editions a reader with these rights may know of; drafts: only who works on them."""
        rows = self.filter(document__in=Document.objects.readable(rights))
        return rows if rights & WORKING else rows.filter(published_at__isnull=False)

    def in_force(self) -> "EditionQuerySet":
        """Return the edition in force of each document that has one."""
        return self.filter(state=Edition.State.PUBLISHED)

    def light(self) -> "EditionQuerySet":
        """Without the uploaded file and the stored reading, which may be megabytes."""
        return self.defer("source", "tree").select_related("document")


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
    title = models.CharField(max_length=300)
    notice_number = models.CharField(_("公告等の番号"), max_length=100, blank=True)
    promulgated_on = models.DateField(_("公布日"), null=True, blank=True)
    effective_on = models.DateField(_("施行日"), null=True, blank=True)
    issuer = models.CharField(_("所管"), max_length=100, blank=True)
    source_name = models.CharField(max_length=255)
    source_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    topics_confirmed_at = models.DateTimeField(null=True)
    topics_confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)  # last time a review found it still right
    pledges_from = models.PositiveIntegerField(null=True)  # a confirmation of this edition number
    # or a later one counts for this edition: its own number when it asked people (again)
    # The large columns stand last: SQLite reads a row from left to right.
    tree = models.JSONField()  # `policytext.as_json` of the reading: the record of what was read
    source = models.BinaryField()  # the file as uploaded

    objects = EditionQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(topics_confirmed_at=None, topics_confirmed_by=None)
                | Q(topics_confirmed_at__isnull=False, topics_confirmed_by__isnull=False),
                name="edition_topics_confirmed_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """What evidence and applications call it."""
        return f"edition:{self.pk}"

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it: a basic policy that was put in force."""
        return self.document.kind == Document.Kind.BASIC and self.published_at is not None

    @property
    def name(self) -> str:
        """The title with the number of the edition, as lists show it."""
        words = {"title": self.title, "number": self.number}
        return gettext("%(title)s（第%(number)s版）") % words


class ClauseQuerySet(models.QuerySet["Clause"]):
    """Reads of clauses."""

    def readable(self, rights: frozenset[str]) -> "ClauseQuerySet":
        """Clauses of editions a reader with these rights may know of."""
        return self.filter(edition__in=Edition.objects.readable(rights))

    def with_edition(self) -> "ClauseQuerySet":
        """Read edition and document in the same query, without the file and the stored reading."""
        rows = self.select_related("edition__document")
        return rows.defer("edition__source", "edition__tree")

    def uncovered(self) -> "ClauseQuerySet":
        """Clauses that demand something and carry no topic (未対応)."""
        carried = ClauseTopic.objects.filter(clause=models.OuterRef("pk"))
        return self.filter(demands=True).exclude(models.Exists(carried))


class Clause(models.Model):
    """A clause of an edition. `position` is document order; `depth` 0 is the top level."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="clauses")
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()
    clause_id = models.CharField(max_length=250)  # canonical id, unique within the edition
    label = models.TextField(blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField(blank=True)
    demands = models.BooleanField()  # proposed by the engine, confirmed by the official
    reason = models.CharField(max_length=40, blank=True)  # code of policytext.topics.REASONS
    confirmed_at = models.DateTimeField(null=True)  # when an official looked at its topics

    objects = ClauseQuerySet.as_manager()

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

    def readable(self, rights: frozenset[str]) -> "PledgeQuerySet":
        """Pledges a reader with these rights may know of; open ones where the document asks."""
        rows = self.filter(edition__document__in=Document.objects.readable(rights))
        asking = Document.objects.asking()
        return rows.filter(Q(confirmed_at__isnull=False) | Q(edition__document__in=asking))

    def open(self) -> "PledgeQuerySet":
        """Pledges still to be made."""
        return self.filter(confirmed_at=None)

    def overdue(self, on: date) -> "PledgeQuerySet":
        """Open pledges whose day has passed."""
        return self.open().filter(due_on__lt=on)

    def counting_for(self, edition: Edition) -> "PledgeQuerySet":
        """Pledges, open or confirmed, that count for an edition that was published."""
        return self.filter(
            edition__document=edition.document_id,
            edition__number__gte=edition.pledges_from or edition.number,
            edition__number__lte=edition.number,
        )


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
    known = models.ForeignKey(  # the edition the person confirmed before; None: none
        Edition, on_delete=models.PROTECT, null=True, related_name="+"
    )
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
                condition=Q(confirmed_at=None, way="")
                | (Q(confirmed_at__isnull=False) & ~Q(way="")),
                name="pledge_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(way__in=["", "self"], recorded_by=None)
                | (
                    Q(way__in=["shared", "paper"], recorded_by__isnull=False)
                    & ~Q(recorded_by=F("person"))
                ),
                name="pledge_recorded_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.person}"

    @property
    def changed_named(self) -> str:
        """The first clauses asked for again, by their ids, and how many more there are."""
        shown = "、".join(self.changed[:CLAUSES_SHOWN])
        more = len(self.changed) - CLAUSES_SHOWN
        if more <= 0:
            return shown
        return gettext("%(shown)sほか%(more)s件") % {"shown": shown, "more": more}


class TerminalQuerySet(models.QuerySet["Terminal"]):
    """Reads of shared terminals."""

    def open(self, at: datetime) -> "TerminalQuerySet":
        """Terminals at which people can confirm at that time."""
        return self.filter(opened_at__lte=at, closes_at__gt=at, closed_at=None)


class Terminal(models.Model):
    """A shared terminal opened for a short time, for people without an account.

    Only the digest of the code is kept: who reads the database cannot open a terminal.
    """

    code_sha256 = models.CharField(max_length=64, unique=True)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = TerminalQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")), name="terminal_closes_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"shared-terminal:{self.pk}"
