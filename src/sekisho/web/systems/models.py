"""Information systems, the accounts in them, weaknesses, backups and restore drills."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.assets.models import Zone
from sekisho.web.organization.models import Person, Unit


class SystemQuerySet(models.QuerySet["InformationSystem"]):
    """Reads of systems."""

    def in_use(self) -> "SystemQuerySet":
        """Systems not retired."""
        return self.filter(retired_on=None)

    def with_names(self) -> "SystemQuerySet":
        """Read zone and unit in the same query."""
        return self.select_related("zone", "unit")


class InformationSystem(models.Model):
    """An information system (情報システム) with accounts of its own."""

    name = models.CharField(_("名称"), max_length=100)
    zone = models.ForeignKey(Zone, verbose_name=_("領域"), on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, verbose_name=_("管理する所属"), on_delete=models.PROTECT)
    listed_at = models.DateTimeField(null=True, blank=True)  # when its accounts were last listed
    patched_on = models.DateField(_("最後の更新日"), null=True, blank=True)
    support_until = models.DateField(_("サポートの終了日"), null=True, blank=True)
    backup_days = models.PositiveSmallIntegerField(_("バックアップの間隔（日）"), default=1)
    token_sha256 = models.CharField(max_length=64, blank=True)  # of the token that reports backups
    own = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading
    recorded_at = models.DateTimeField()
    retired_on = models.DateField(_("廃止日"), null=True, blank=True)

    objects = SystemQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(retired_on=None), name="system_name_once"
            ),
            models.UniqueConstraint(
                fields=["token_sha256"], condition=~Q(token_sha256=""), name="system_token_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Directory(models.Model):
    """Where a system's accounts can be read from: a directory (LDAP)."""

    class Kind(models.TextChoices):
        """Whose words the entries speak."""

        ACTIVE_DIRECTORY = "ad", "Active Directory"
        OPENLDAP = "openldap", "OpenLDAP"

    system = models.OneToOneField(
        InformationSystem, on_delete=models.CASCADE, related_name="directory"
    )
    kind = models.CharField(_("種類"), max_length=10, choices=Kind.choices)
    url = models.CharField(_("アドレス"), max_length=200)
    authority = models.TextField(_("認証局の証明書（PEM）"), blank=True)
    base = models.CharField(_("探す位置（DN）"), max_length=300)
    condition = models.CharField(_("条件"), max_length=300)
    user = models.CharField(_("読取り用の利用者（DN）"), max_length=300)
    secret = models.BinaryField()  # the password, encrypted with the instance's key
    privileged_groups = models.TextField(_("特権のグループ（DN、1行に1つ）"), blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"directory:{self.pk}"


class SystemAccount(models.Model):
    """An account of a system as its newest list tells it, and whose it is.

    `unit` is where the person was when the account was last confirmed: who has moved since must be
    looked at again. `keeper` answers for an account nobody alone uses. Gone accounts stay as rows.
    """

    class Kind(models.TextChoices):
        """Who uses the account."""

        PERSONAL = "personal", _("個人")
        SHARED = "shared", _("共用")
        SERVICE = "service", _("業務処理用")

    system = models.ForeignKey(InformationSystem, on_delete=models.CASCADE, related_name="accounts")
    login = models.CharField(_("利用者ID"), max_length=200)
    name = models.CharField(_("名前"), max_length=200, blank=True)
    email = models.CharField(_("メールアドレス"), max_length=254, blank=True)
    kind = models.CharField(_("種別"), max_length=10, choices=Kind.choices, default=Kind.PERSONAL)
    enabled = models.BooleanField(_("有効"), default=True)
    privileged = models.BooleanField(_("特権"), default=False)
    last_used = models.DateField(_("最終利用日"), null=True, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="system_accounts"
    )
    keeper = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True)
    first_seen_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["system", "login"]
        constraints = [
            models.UniqueConstraint(fields=["system", "login"], name="system_account_once")
        ]

    def __str__(self) -> str:
        return self.login


class Weakness(models.Model):
    """A known weakness (脆弱性) of a system, closed by an update or something else by a day."""

    system = models.ForeignKey(
        InformationSystem, on_delete=models.CASCADE, related_name="weaknesses"
    )
    title = models.CharField(_("内容"), max_length=200)
    reference = models.CharField(_("番号（JVN、CVEなど）"), max_length=100, blank=True)
    grade = models.CharField(_("重さ"), max_length=10)  # a grade of the catalogue
    found_on = models.DateField(_("知った日"))
    due_on = models.DateField(_("期限"))
    closed_on = models.DateField(_("対応した日"), null=True, blank=True)
    remedy = models.CharField(_("対応"), max_length=500, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | ~Q(remedy=""), name="weakness_closed_says_how"
            )
        ]

    def __str__(self) -> str:
        return self.title


class BackupRun(models.Model):
    """A backup as it was reported: by the program that made it, its log, or by hand."""

    system = models.ForeignKey(InformationSystem, on_delete=models.CASCADE, related_name="backups")
    finished_at = models.DateTimeField(_("終わった日時"))
    succeeded = models.BooleanField(_("成功"))
    size = models.BigIntegerField(_("大きさ（バイト）"), default=0)
    note = models.CharField(_("備考"), max_length=200, blank=True)
    source = models.CharField(max_length=10)  # `token`, `file` or `hand`

    class Meta:
        ordering = ["-finished_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["system", "finished_at"], name="system_backup_once")
        ]

    def __str__(self) -> str:
        return f"backup:{self.pk}"


class RefusedLog(models.Model):
    """A log that lay in the folder and was refused, until somebody has seen to it."""

    name = models.CharField(_("ファイル"), max_length=200)
    reason = models.CharField(_("理由"), max_length=500)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="system_refused_log_settled_whole",
            )
        ]

    def __str__(self) -> str:
        return f"refused-log:{self.pk}"


class RestoreDrill(models.Model):
    """A trial of restoring from a backup."""

    system = models.ForeignKey(InformationSystem, on_delete=models.CASCADE, related_name="drills")
    held_on = models.DateField(_("行った日"))
    succeeded = models.BooleanField(_("成功"))
    note = models.CharField(_("戻したもの・確かめたこと"), max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"drill:{self.pk}"
