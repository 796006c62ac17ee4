"""People, units, posts, roles held for a period, and who stands inside the policy's scope."""

import uuid
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

ERASED_NAME = gettext_noop("（消去済み）")  # stands in the place of a name; the same whoever asks


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        """Make an account; without a password nobody can sign in with one."""
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account of that sign-in name."""
        return self.get(username=username)


class Account(AbstractBaseUser):
    """What somebody signs in with. Rights come from roles held, never from the account."""

    username = models.CharField(_("利用者ID"), max_length=60, unique=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    is_active = models.BooleanField(_("有効"), default=True)
    must_change_password = models.BooleanField(_("初回の変更待ち"), default=False)
    one_time_until = models.DateTimeField(_("渡したパスワードの期限"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    objects = AccountManager()

    def __str__(self) -> str:
        return self.username

    def is_lapsed(self, at: datetime) -> bool:
        """Whether the account still has a one-time password, and its time has passed."""
        until = self.one_time_until
        return self.must_change_password and until is not None and until <= at


class Unit(models.Model):
    """A department or section (所属)."""

    name = models.CharField(_("名称"), max_length=100)
    parent = models.ForeignKey(
        "self", verbose_name=_("上位の所属"), on_delete=models.PROTECT, null=True, blank=True
    )
    position = models.PositiveIntegerField(_("並び順"), default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["name", "parent"], name="unit_name_once"),
            models.UniqueConstraint(  # NULL parents differ from each other for the one above
                fields=["name"], condition=Q(parent=None), name="unit_name_once_at_the_top"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post (職) as the body names it; roles are held by people in posts."""

    title = models.CharField(_("職名"), max_length=100)
    unit = models.ForeignKey(Unit, verbose_name=_("所属"), on_delete=models.PROTECT)

    class Meta:
        ordering = ["unit__position", "id"]
        constraints = [models.UniqueConstraint(fields=["title", "unit"], name="post_once")]

    def __str__(self) -> str:
        return self.title


class PersonQuerySet(models.QuerySet["Person"]):
    """Reads of people."""

    def present(self, on: date | Combinable) -> "PersonQuerySet":
        """People whose time with the body includes the day, one or that of a larger read's row."""
        return self.filter(joined_on__lte=on).filter(Q(left_on=None) | Q(left_on__gte=on))


class Person(models.Model):
    """Somebody who works for the body. Evidence knows only `opaque_id`.

    The row of somebody erased stays, because other rows point to it, but says no more who it was.
    """

    opaque_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("職員番号"), max_length=40, blank=True)  # the body's own
    name = models.CharField(_("氏名"), max_length=100)
    furigana = models.CharField(_("フリガナ"), max_length=100)
    category = models.CharField(_("身分"), max_length=40)  # an id of `kinds.kinds()`
    unit = models.ForeignKey(Unit, verbose_name=_("所属"), on_delete=models.PROTECT)
    post = models.ForeignKey(
        Post, verbose_name=_("職"), on_delete=models.PROTECT, null=True, blank=True
    )
    email = models.EmailField(_("メールアドレス"), blank=True)
    joined_on = models.DateField(_("着任日"))
    left_on = models.DateField(_("離任日"), null=True, blank=True)
    erased_at = models.DateTimeField(_("消去した日時"), null=True, blank=True)
    account = models.OneToOneField(
        Account,
        verbose_name=_("アカウント"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["furigana", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="person_period"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(left_on__isnull=False, email="", account=None),
                name="person_erased",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="person_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_present(self, on: date) -> bool:
        """Whether the person's time with the body includes the day."""
        return self.joined_on <= on and (self.left_on is None or on <= self.left_on)


class RoleHoldingQuerySet(models.QuerySet["RoleHolding"]):
    """Reads of roles held."""

    def on(self, day: date) -> "RoleHoldingQuerySet":
        """Roles held on that day by people present on that day."""
        return (
            self.filter(from_date__lte=day)
            .filter(Q(until_date=None) | Q(until_date__gte=day))
            .filter(person__joined_on__lte=day)
            .filter(Q(person__left_on=None) | Q(person__left_on__gte=day))
        )


class RoleHolding(models.Model):
    """A security role held by a person for a period; `unit` limits it to one department."""

    role = models.CharField(_("役割"), max_length=60)  # a role id of the catalogue
    person = models.ForeignKey(Person, verbose_name=_("氏名"), on_delete=models.PROTECT)
    post = models.ForeignKey(
        Post, verbose_name=_("職"), on_delete=models.PROTECT, null=True, blank=True
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("担当する所属"), on_delete=models.PROTECT, null=True, blank=True
    )
    from_date = models.DateField(_("開始日"))
    until_date = models.DateField(_("終了日"), null=True, blank=True)  # inclusive
    joint = models.BooleanField(_("兼務"), default=False)
    order = models.CharField(_("発令の根拠"), max_length=200, blank=True)

    objects = RoleHoldingQuerySet.as_manager()

    class Meta:
        ordering = ["role", "from_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")),
                name="role_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.person}"


class ScopeEntry(models.Model):
    """A person's relation to the body for the policy's scope (適用対象者), for a period."""

    person = models.ForeignKey(Person, verbose_name=_("氏名"), on_delete=models.PROTECT)
    relation = models.CharField(_("関係"), max_length=40)  # an id of `kinds.kinds()`
    from_date = models.DateField(_("開始日"))
    until_date = models.DateField(_("終了日"), null=True, blank=True)  # inclusive
    note = models.CharField(_("備考"), max_length=200, blank=True)

    class Meta:
        ordering = ["person__furigana", "from_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")),
                name="scope_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.relation}"
