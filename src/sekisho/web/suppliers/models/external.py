"""External services in use, and the social-media accounts of the body."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person, Unit


class ServiceQuerySet(models.QuerySet["Service"]):
    """Reads of services."""

    def in_use(self) -> "ServiceQuerySet":
        """Services nobody has ended."""
        return self.filter(ended_on=None)


class Service(models.Model):
    """An external service (外部サービス): what may be put there, under which terms, who runs it.

    `hosts` are its names in addresses. `grade` is the gravest that may be put there. `answers` are
    yes, no or unknown, by the catalogue's ids. `certificate` is the entry with the erase proof.
    """

    name = models.CharField(_("サービスの名称"), max_length=100, unique=True)
    provider = models.CharField(_("提供者"), max_length=100)
    hosts = models.JSONField(_("アドレス"), default=list)
    unit = models.ForeignKey(Unit, verbose_name=_("利用する所属"), on_delete=models.PROTECT)
    administrator = models.ForeignKey(
        Person, verbose_name=_("サービス管理者"), on_delete=models.PROTECT, related_name="+"
    )
    grade = models.CharField(_("扱ってよい情報の重さ"), max_length=40)
    information = models.CharField(_("扱ってよい情報"), max_length=300)
    region = models.CharField(_("情報の置き場所"), max_length=100)
    law = models.CharField(_("適用される法律と裁判所"), max_length=100)
    answers = models.JSONField(default=dict)
    assessed_at = models.DateTimeField(null=True)
    assessed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(_("利用を終えた日"), null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    certificate = models.PositiveBigIntegerField(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    own = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assessed_at=None, assessed_by=None)
                | Q(assessed_at__isnull=False, assessed_by__isnull=False),
                name="service_assessed_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None, sha256="", certificate=None)
                | (
                    Q(ended_on__isnull=False, ended_by__isnull=False, certificate__isnull=False)
                    & ~Q(sha256="")
                ),
                name="service_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None, erased_by=None)
                | (
                    Q(erased_at__isnull=False, erased_by__isnull=False, ended_by__isnull=False)
                    & ~Q(erased_by=F("ended_by"))
                ),
                name="service_erasure_seen_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AccountQuerySet(models.QuerySet["SocialAccount"]):
    """Reads of social-media accounts."""

    def open(self) -> "AccountQuerySet":
        """Accounts nobody has closed."""
        return self.filter(closed_on=None)


class SocialAccount(models.Model):
    """An account of a social medium: who answers for it, by which procedure, how it is guarded."""

    service = models.CharField(_("サービス"), max_length=60)
    handle = models.CharField(_("アカウント名"), max_length=60)
    url = models.URLField(_("アカウントのURL"), max_length=300)
    unit = models.ForeignKey(Unit, verbose_name=_("運用する所属"), on_delete=models.PROTECT)
    responsible = models.ForeignKey(
        Person,
        verbose_name=_("責任者"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    procedure = models.CharField(_("運用手順"), max_length=200, blank=True)
    publishable = models.CharField(_("発信してよい情報"), max_length=500, blank=True)
    official_url = models.URLField(_("公式サイトでの表示"), max_length=300, blank=True)
    second_factor = models.BooleanField(_("多要素認証"), default=False)
    shared_password = models.BooleanField(_("パスワードの共有"), default=False)
    guarded_at = models.DateTimeField(null=True)
    guarded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    watched_at = models.DateTimeField(null=True)
    watched_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(_("閉じた日"), null=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_how = models.CharField(_("閉じたことの確かめ方"), max_length=200, blank=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["service", "handle", "id"]
        constraints = [
            models.UniqueConstraint(fields=["service", "handle"], name="social_account_once"),
            models.CheckConstraint(
                condition=Q(guarded_at=None, guarded_by=None)
                | Q(guarded_at__isnull=False, guarded_by__isnull=False),
                name="social_guarded_whole",
            ),
            models.CheckConstraint(
                condition=Q(watched_at=None, watched_by=None)
                | Q(watched_at__isnull=False, watched_by__isnull=False),
                name="social_watched_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None, closed_how="")
                | (Q(closed_on__isnull=False, closed_by__isnull=False) & ~Q(closed_how="")),
                name="social_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.handle}"


class OperatorQuerySet(models.QuerySet["SocialOperator"]):
    """Reads of operators."""

    def current(self) -> "OperatorQuerySet":
        """Those who can post now."""
        return self.filter(until_date=None)


class SocialOperator(models.Model):
    """Somebody who can post (運用担当)."""

    account = models.ForeignKey(SocialAccount, on_delete=models.PROTECT, related_name="operators")
    person = models.ForeignKey(
        Person, verbose_name=_("運用担当"), on_delete=models.PROTECT, related_name="+"
    )
    from_date = models.DateField(_("開始日"))
    until_date = models.DateField(_("終了日"), null=True)

    objects = OperatorQuerySet.as_manager()

    class Meta:
        ordering = ["account", "from_date", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person"],
                condition=Q(until_date=None),
                name="social_operator_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.person_id}"


class Posting(models.Model):
    """Something that was published: from the log people keep, or from the service's archive.

    `mark` is the fingerprint of account, moment and words: what is taken in twice is known again.
    """

    account = models.ForeignKey(SocialAccount, on_delete=models.PROTECT, related_name="postings")
    at = models.DateTimeField(_("発信した日時"))
    words = models.CharField(_("内容"), max_length=500)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(
        Person, verbose_name=_("承認した人"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    mark = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approver=None) | Q(author=None) | ~Q(approver=F("author")),
                name="posting_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.at}"


class LookalikeQuerySet(models.QuerySet["Lookalike"]):
    """Reads of lookalikes."""

    def open(self) -> "LookalikeQuerySet":
        """Those nothing came of yet."""
        return self.filter(settled_on=None)


class Lookalike(models.Model):
    """An account that pretends to be the body's (なりすまし), and what became of it."""

    account = models.ForeignKey(SocialAccount, on_delete=models.PROTECT, related_name="lookalikes")
    handle = models.CharField(_("なりすましのアカウント名"), max_length=60)
    found_on = models.DateField(_("見つけた日"))
    found_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    settled_on = models.DateField(_("対応を終えた日"), null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("対応"), max_length=300, blank=True)

    objects = LookalikeQuerySet.as_manager()

    class Meta:
        ordering = ["-found_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_on=None, settled_by=None)
                | (Q(settled_on__gte=F("found_on"), settled_by__isnull=False) & ~Q(outcome="")),
                name="lookalike_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.handle

    def is_late(self, on: date, days: int) -> bool:
        """Whether nothing came of it in so many days."""
        return self.settled_on is None and (on - self.found_on).days > days
