"""Manuscripts (原稿): documents written here, passage by passage, before they are editions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person
from sekisho.web.policies.models.documents import READ_PROCEDURES, Document, Edition


class Style(models.TextChoices):
    """How a manuscript numbers its passages."""

    ARTICLES = "articles", _("章・節・条・項・号（規程の形）")
    OFFICIAL = "official", _("1・(1)・ア・(ア)（公用文の形）")
    NUMBERS = "numbers", _("1・(1)・①（手順書の形）")


class Form(models.TextChoices):
    """What a passage is; later ones stand below earlier ones."""

    CHAPTER = "chapter", _("章")
    SECTION = "section", _("節")
    ARTICLE = "article", _("条（見出しのある項目）")
    PARAGRAPH = "paragraph", _("項")
    ITEM = "item", _("号")
    SUBITEM = "subitem", _("号の細目")
    POINT = "point", _("細目の下の項目")
    SUPPLEMENT = "supplement", _("附則")


class ManuscriptQuerySet(models.QuerySet["Manuscript"]):
    """Reads of manuscripts."""

    def readable(self, rights: frozenset[str]) -> "ManuscriptQuerySet":
        """Return those a writer may know of: of a 実施手順 only with `procedures.read`."""
        if READ_PROCEDURES in rights:
            return self
        return self.exclude(kind=Document.Kind.PROCEDURE)

    def open(self) -> "ManuscriptQuerySet":
        """Return those still written: of no edition, or of one that was discarded."""
        return self.filter(edition=None)


class Manuscript(models.Model):
    """A document being written. `base`: the edition it began from. `edition`: what it became.

    While its edition exists it is closed; a returned edition is discarded to write on.
    """

    kind = models.CharField(_("種類"), max_length=10, choices=Document.Kind.choices)
    title = models.CharField(_("題名"), max_length=300)
    style = models.CharField(_("番号の形"), max_length=10, choices=Style.choices)
    effective_on = models.DateField(_("施行日"), null=True)
    document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, related_name="manuscripts"
    )
    base = models.ForeignKey(Edition, on_delete=models.SET_NULL, null=True, related_name="+")
    edition = models.OneToOneField(
        Edition, on_delete=models.SET_NULL, null=True, related_name="manuscript"
    )
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = ManuscriptQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(edition=None, document__isnull=False),
                name="manuscript_one_open",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """What evidence calls it."""
        return f"manuscript:{self.pk}"


class Passage(models.Model):
    """One passage of a manuscript; its number follows from its form and place, typed in by nobody.

    `control`: the control of the catalogue it was drawn from or answers.
    """

    manuscript = models.ForeignKey(Manuscript, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    form = models.CharField(_("形"), max_length=10, choices=Form.choices)
    branch = models.BooleanField(_("枝番号"), default=False)  # 第3条の2: numbered after 第3条
    heading = models.CharField(_("見出し"), max_length=200, blank=True)
    text = models.TextField(_("本文"), max_length=8000, blank=True)
    control = models.CharField(_("応える対策"), max_length=80, blank=True)

    class Meta:
        ordering = ["manuscript", "position", "id"]

    def __str__(self) -> str:
        return f"passage:{self.pk}"


class Remark(models.Model):
    """What somebody asks about a passage (コメント) before it is decided, until it is settled."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="remarks")
    text = models.TextField(_("コメント"), max_length=2000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="remark_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"remark:{self.pk}"


class ProcedureLink(models.Model):
    """That a procedure carries out a clause of a standard; the clause by its canonical id.

    When a new edition of the standard is put in force, links follow their clause to its new number.
    """

    standard = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    clause_id = models.CharField(max_length=250)
    procedure = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["standard", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "clause_id", "procedure"], name="procedure_link_once"
            ),
        ]

    def __str__(self) -> str:
        return f"procedure-link:{self.pk}"
