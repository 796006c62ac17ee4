"""What belongs to an incident: duties, timeline, evidence and its custody, tasks, links, people."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import BreachDuty, load_breach_rules
from sekisho.web.incidents.models.incident import Incident
from sekisho.web.organization.models import Person

SHA256 = 64  # hexadecimal digits


class DutyQuerySet(models.QuerySet["Duty"]):
    """Reads of duties."""

    def owed(self) -> "DutyQuerySet":
        """Duties of the present facts that nobody has done."""
        return self.filter(owed=True, done_at=None)

    def late(self, at: datetime) -> "DutyQuerySet":
        """Those of them whose time is over."""
        return self.owed().filter(due_at__lt=at)

    def done_late(self) -> "DutyQuerySet":
        """Duties of the present facts that were done after their time."""
        return self.filter(owed=True, done_at__gt=models.F("due_at"))


class Duty(models.Model):
    """One thing owed to one recipient, as the newest assessment has it.

    `rule` is an id of `BreachRules.duties`. Not `owed`: the facts say so no more; what was done
    stays. `certain`: the facts leave no doubt. `reference`: the number the recipient gave.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="duties")
    rule = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    certain = models.BooleanField()
    owed = models.BooleanField(default=True)
    done_at = models.DateTimeField(_("済ませた日時"), null=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reference = models.CharField(_("受付番号"), max_length=100, blank=True)
    words = models.CharField(_("内容"), max_length=500, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "rule"], name="incident_duty_once"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="incident_duty_done_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident}: {self.rule}"

    @property
    def law(self) -> BreachDuty | None:
        """The rule as the catalogue has it."""
        return load_breach_rules().duties.get(self.rule)


class Entry(models.Model):
    """One line of the timeline; lines are only ever added.

    `at`: when it was. `noted_at`: when it was written down. `to`: whom a message went to.
    """

    class What(models.TextChoices):
        """What the line tells."""

        HAPPENED = "happened", _("起きたこと")
        DONE = "done", _("したこと")
        DECIDED = "decided", _("決めたこと")
        TOLD = "told", _("外への連絡")
        CLOCK = "clock", _("期限の変更")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    what = models.CharField(_("種別"), max_length=8, choices=What.choices)
    at = models.DateTimeField(_("日時"))
    words = models.TextField(_("内容"), max_length=4000)
    to = models.CharField(_("相手"), max_length=200, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.incident}: {self.words[:40]}"


class Evidence(models.Model):
    """A file kept as evidence: encrypted here, its SHA-256 sealed when it came."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(_("ファイル名"), max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=SHA256)
    content = models.BinaryField()
    words = models.CharField(_("何の証拠か"), max_length=500)
    taken_at = models.DateTimeField(_("取得した日時"))
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return f"{self.incident}: {self.name}"


class Custody(models.Model):
    """Who had the evidence from when on (証拠の引継ぎ); lines are only ever added."""

    class What(models.TextChoices):
        """What was done with it."""

        TAKEN = "taken", _("取得")
        HANDED = "handed", _("引渡し")
        COPIED = "copied", _("写しの作成")
        LOOKED = "looked", _("閲覧")
        RETURNED = "returned", _("返却")

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="custody")
    what = models.CharField(_("したこと"), max_length=8, choices=What.choices)
    at = models.DateTimeField(_("日時"))
    holder = models.CharField(_("持っている人"), max_length=200)
    words = models.CharField(_("理由・場所"), max_length=500, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.evidence}: {self.what}"


class Task(models.Model):
    """Something to be done, of the plan (`measure`, an id of the catalogue) or of our own."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="tasks")
    measure = models.CharField(max_length=40, blank=True)
    words = models.CharField(_("すること"), max_length=300)
    due_at = models.DateTimeField(_("期限"))
    assignee = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.CharField(_("結果"), max_length=500, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="incident_task_done_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident}: {self.words}"


class Link(models.Model):
    """Something of another room the incident is about, as it was found and called."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="links")
    source = models.CharField(max_length=40)  # an id of the sources of the search room
    url = models.CharField(max_length=300)
    title = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "url"], name="incident_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.incident}: {self.title}"


class Affected(models.Model):
    """A group of people concerned, which of their data, and how they were told."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="affected")
    who = models.CharField(_("どのような人"), max_length=200)
    count = models.PositiveIntegerField(_("人数"))
    items = models.CharField(_("情報の項目"), max_length=300)
    told_on = models.DateField(_("知らせた日"), null=True, blank=True)
    way = models.CharField(_("知らせた方法"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(told_on=None) | ~Q(way=""), name="incident_people_told_whole"
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident}: {self.who}"
