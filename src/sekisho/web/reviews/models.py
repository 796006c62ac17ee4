"""Reviews of the policy, the points each took up, and the documents it wants changed."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.governance.models import Meeting
from sekisho.web.organization.models import Person
from sekisho.web.policies.models import Document, Edition


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reads of reviews."""

    def prepared(self) -> "ReviewQuerySet":
        """Return the review being prepared: at most one."""
        return self.filter(concluded_at=None)

    def concluded(self) -> "ReviewQuerySet":
        """Return those concluded, the newest first."""
        return self.filter(concluded_at__isnull=False).order_by("-concluded_at", "-id")


class Review(models.Model):
    """One review of policy, standards and procedures (見直し), from its agenda to its conclusion.

    It is prepared by one and concluded by another. `meeting`: the committee's meeting whose
    minutes hold the decision, when there was one.
    """

    title = models.CharField(_("件名"), max_length=100)
    year = models.PositiveSmallIntegerField(_("年度"))  # the western year of its 1 April
    meets_on = models.DateField(_("開催日"))
    place = models.CharField(_("場所"), max_length=100, blank=True)
    agenda = models.TextField(_("議題"), max_length=10000)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opinion = models.TextField(_("見直しの結論"), max_length=4000, blank=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="+")
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-meets_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(concluded_at=None, concluded_by=None, opinion="", meeting=None)
                | (Q(concluded_at__isnull=False, concluded_by__isnull=False) & ~Q(opinion="")),
                name="review_concluded_whole",
            ),
            models.CheckConstraint(
                condition=Q(concluded_by=None) | ~Q(concluded_by=F("prepared_by")),
                name="review_concluded_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Outcome(models.TextChoices):
    """What a review concludes of a point."""

    KEEP = "keep", _("変更しない")
    AMEND = "amend", _("改める")


class Point(models.Model):
    """A trigger a review takes up, as it was then, and what became of it.

    `ref` names the trigger opaquely and for ever: one answered in a concluded review is never
    raised again.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)  # a kind of `triggers.KINDS`
    ref = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    detail = models.TextField(max_length=1000, blank=True)
    url = models.CharField(max_length=200, blank=True)
    arose_on = models.DateField()
    outcome = models.CharField(_("結論"), max_length=5, choices=Outcome.choices, blank=True)
    reason = models.TextField(_("理由"), max_length=2000, blank=True)
    document = models.ForeignKey(
        Document, verbose_name=_("改める文書"), on_delete=models.PROTECT, null=True,
        related_name="+",
    )  # fmt: skip

    class Meta:
        ordering = ["review", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "ref"], name="review_point_once"),
            models.CheckConstraint(
                condition=Q(outcome="", reason="") | (~Q(outcome="") & ~Q(reason="")),
                name="review_point_answered_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(outcome="amend", document__isnull=False)
                | (~Q(outcome="amend") & Q(document=None)),
                name="review_point_amends_a_document",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def age(self, on: date) -> int:
        """Return how many days ago it arose."""
        return (on - self.arose_on).days


class Amendment(models.Model):
    """A document a concluded review wants changed.

    The law: any edition of the document with a number above `after` is the change; it is done when
    one of them is in force. Nobody ties editions to reviews by hand.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="amendments")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    after = models.PositiveIntegerField()  # the edition in force when it was concluded; 0: none

    class Meta:
        ordering = ["review", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "document"], name="review_amendment_once"),
        ]

    def __str__(self) -> str:
        return f"amendment:{self.pk}"

    def edition_of(self, editions: list[Edition]) -> Edition | None:
        """Return the edition that carries the change: one put in force, else the newest."""
        later = [each for each in editions if each.number > self.after]
        done = [each for each in later if each.published_at is not None]
        return max(done or later, key=lambda each: each.number, default=None)
