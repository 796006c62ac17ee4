"""A self-inspection and what each person answers."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person, Unit


class Answer(models.TextChoices):
    """What is said to a question."""

    YES = "yes", _("はい")
    NO = "no", _("いいえ")
    NONE = "none", _("該当なし")


class Inspection(models.Model):
    """A self-inspection of a fiscal year: everybody in scope is asked until a day."""

    title = models.CharField(_("件名"), max_length=100)
    year = models.PositiveSmallIntegerField(_("年度"))  # the western year of its 1 April
    due_on = models.DateField(_("回答の期限"))
    digests = models.JSONField(default=dict)  # of the questions of each audience, as asked
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return self.title


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Reads of sheets."""

    def counting(self, on: date) -> "SheetQuerySet":
        """Those of people still there on the day, and those answered, whoever answered them."""
        here = Q(person__left_on=None) | Q(person__left_on__gte=on)
        return self.filter(Q(answered_at__isnull=False) | here)

    def with_names(self) -> "SheetQuerySet":
        """Read the person, the unit and the inspection in the same query."""
        return self.select_related("person", "unit", "inspection")


class Sheet(models.Model):
    """One person's sheet for one audience; `unit` is where they were when they were asked.

    `answers` holds by control a pair of answer and reason. It is sealed when all is answered.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="sheets")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="inspection_sheets")
    audience = models.CharField(max_length=10)  # an audience of the catalogue
    unit = models.ForeignKey(Unit, verbose_name=_("所属"), on_delete=models.PROTECT)
    answers = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(  # another than the person: taken in from paper or a file
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    returned = models.CharField(_("差し戻した理由"), max_length=500, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["unit__position", "person__furigana", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "person", "audience"], name="inspection_sheet_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False,
                    answered_at__isnull=False),
                name="inspection_sheet_confirmed_whole",
            ),
            models.CheckConstraint(  # nobody confirms their own answers, nor those they entered
                condition=Q(confirmed_by=None)
                | (~Q(confirmed_by=F("person"))
                   & (Q(entered_by=None) | ~Q(confirmed_by=F("entered_by")))),
                name="inspection_sheet_confirmed_by_another",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"inspection-sheet:{self.pk}"

    def answer(self, control: str) -> tuple[str, str]:
        """Return what was said to a question and why; nothing while it is open."""
        answer, reason = self.answers.get(control, ["", ""])
        return answer, reason
