"""Campaigns, who is to complete them, tries at the quiz, group sessions and who was there."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import Course, load_courses
from sekisho.web.organization.models import Person

DIGEST = 64  # hexadecimal digits of a SHA-256


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Reads of campaigns."""

    def running(self) -> "CampaignQuerySet":
        """Campaigns nobody has ended."""
        return self.filter(ended_at=None)


class Campaign(models.Model):
    """A course given to people: to everyone, or to whoever matches one of the lists.

    `units` are ids of units (with those below), `roles` and `categories` ids of the catalogue. A
    standing campaign has no day of its own: it is for whoever joins, within `days` of joining.
    """

    title = models.CharField(_("件名"), max_length=100)
    course = models.CharField(_("教材"), max_length=60)  # an id of `load_courses()`
    everyone = models.BooleanField(default=False)
    units = models.JSONField(default=list)
    roles = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    standing = models.BooleanField(default=False)
    due_on = models.DateField(_("期限"), null=True)
    days = models.PositiveSmallIntegerField(default=30)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(_("終える理由"), max_length=200, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing=True, due_on=None) | Q(standing=False, due_on__isnull=False),
                name="campaign_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="campaign_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lesson(self) -> Course | None:
        """The course as it is today; None when the catalogue no longer has it."""
        return load_courses().get(self.course)

    def due_for(self, joined_on: date) -> date:
        """Return the day for somebody who joined on a day: never less than `days` after it."""
        own = joined_on + timedelta(days=self.days)
        return own if self.due_on is None else max(self.due_on, own)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Reads of assignments."""

    def counting(self, on: date) -> "AssignmentQuerySet":
        """Those still asked on the day: the campaign runs, the person is there, it is open.

        One completed asks nothing any more.
        """
        rows = self.filter(campaign__ended_at=None, completed_at=None, person__joined_on__lte=on)
        return rows.filter(Q(person__left_on=None) | Q(person__left_on__gte=on))

    def overdue(self, on: date) -> "AssignmentQuerySet":
        """Those of them whose day has passed."""
        return self.counting(on).filter(due_on__lt=on)

    def completed(self) -> "AssignmentQuerySet":
        """Those completed, whoever asked and whatever became of the campaign."""
        return self.filter(completed_at__isnull=False)


class Assignment(models.Model):
    """That one person is to complete a campaign's course, and that they did.

    `pages_read` counts pages read from the first, of the edition `read_digest`. `digest` is the
    edition completed; `score` of `questions` where it was completed by the quiz.
    """

    class Way(models.TextChoices):
        """How it was completed."""

        QUIZ = "quiz", _("小テスト")
        SESSION = "session", _("集合研修")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trainings")
    due_on = models.DateField()
    assigned_at = models.DateTimeField()
    pages_read = models.PositiveSmallIntegerField(default=0)
    read_digest = models.CharField(max_length=DIGEST, blank=True)
    completed_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=7, choices=Way.choices, blank=True)
    digest = models.CharField(max_length=DIGEST, blank=True)
    score = models.PositiveSmallIntegerField(null=True)
    questions = models.PositiveSmallIntegerField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="training_once"),
            models.CheckConstraint(
                condition=Q(completed_at=None, way="", digest="", score=None, questions=None)
                | Q(completed_at__isnull=False, way="session", score=None, questions=None)
                | Q(completed_at__isnull=False, way="quiz", score__lte=F("questions")),
                name="training_completed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.person}"

    def is_overdue(self, on: date) -> bool:
        """Whether its day has passed and it is open."""
        return self.completed_at is None and self.due_on < on


class Attempt(models.Model):
    """A try at the quiz: `answers` are the choices by question, as the edition `digest` has."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    digest = models.CharField(max_length=DIGEST)
    answers = models.JSONField(default=dict)
    score = models.PositiveSmallIntegerField()
    questions = models.PositiveSmallIntegerField()
    passed = models.BooleanField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.assignment} {self.score}/{self.questions}"


class SessionQuerySet(models.QuerySet["Session"]):
    """Reads of group sessions."""

    def taking(self) -> "SessionQuerySet":
        """Sessions at which attendance is being taken."""
        return self.filter(opened_at__isnull=False, closed_at=None, campaign__ended_at=None)


class Session(models.Model):
    """A group session (集合研修) of a campaign; attendance counts from opening to closing."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="sessions")
    held_on = models.DateField(_("開催日"))
    place = models.CharField(_("場所"), max_length=100)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False),
                name="training_session_opened_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.held_on}"


class Attendance(models.Model):
    """That somebody was at a session: by the code shown there, or by the hand list."""

    class Way(models.TextChoices):
        """How it is known."""

        CODE = "code", _("番号")
        HAND = "hand", _("名簿")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attended")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    way = models.CharField(max_length=4, choices=Way.choices)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="attended_once"),
            models.CheckConstraint(
                condition=Q(way="code", recorded_by=None)
                | (Q(way="hand", recorded_by__isnull=False) & ~Q(recorded_by=F("person"))),
                name="attended_by_hand_recorded_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.person}"
