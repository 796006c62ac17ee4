"""人事異動: a move, its lines (who joins, moves, leaves), and what was said of each thing held."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person, Post, Unit


class MoveQuerySet(models.QuerySet["Move"]):
    """Reads of moves."""

    def drafts(self) -> "MoveQuerySet":
        """Return the one being prepared, if any."""
        return self.filter(state=Move.State.DRAFT)

    def due(self, on: date) -> "MoveQuerySet":
        """Return settled moves whose day has come, the earliest first."""
        return self.filter(state=Move.State.SETTLED, on__lte=on).order_by("on", "id")


class Move(models.Model):
    """One 人事異動: everybody who joins, moves or leaves on one day, as one operation.

    `on` is the first day of the new order; who leaves is there until the day before. One at a time
    is being prepared; settled ones wait for their day and are then carried out whole or not at all.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("準備中")
        SETTLED = "settled", _("確定（異動日待ち）")
        APPLIED = "applied", _("反映済み")
        DROPPED = "dropped", _("取りやめ")

    title = models.CharField(_("件名"), max_length=100)
    on = models.DateField(_("異動日"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, blank=True)  # why it was not carried out on its day

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="draft"), name="move_prepared_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"], settled_by=None, settled_at=None)
                | Q(
                    state__in=["settled", "applied"],
                    settled_by__isnull=False,
                    settled_at__isnull=False,
                ),
                name="move_settled_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="applied", applied_at__isnull=False)
                | (~Q(state="applied") & Q(applied_at=None)),
                name="move_applied_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Line(models.Model):
    """One person of a move. Of who joins, the row has what the register of people will have.

    Once the move is carried out the joiner's words stand in the register only, and `person` is
    them. The successor (a person, or somebody who joins) is who gets what nobody decided apart.
    """

    class Kind(models.TextChoices):
        """What happens to the person."""

        JOIN = "join", _("採用・転入")
        CHANGE = "change", _("異動")
        LEAVE = "leave", _("退職・転出")

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(_("区分"), max_length=10, choices=Kind.choices)
    person = models.ForeignKey(
        Person, verbose_name=_("氏名"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    number = models.CharField(_("職員番号"), max_length=40, blank=True)
    name = models.CharField(_("氏名"), max_length=100, blank=True)
    furigana = models.CharField(_("フリガナ"), max_length=100, blank=True)
    category = models.CharField(_("身分"), max_length=40, blank=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("新しい所属"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    post = models.ForeignKey(
        Post, verbose_name=_("新しい職"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    successor = models.ForeignKey(
        Person, verbose_name=_("後任"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    successor_line = models.ForeignKey(
        "self", verbose_name=_("後任"), on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["move", "person"], name="move_line_person_once"),
            models.UniqueConstraint(
                fields=["move", "number"], condition=~Q(number=""), name="move_line_number_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="join") | Q(person__isnull=False), name="move_line_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(kind="leave", unit=None, post=None)
                | (~Q(kind="leave") & Q(unit__isnull=False)),
                name="move_line_goes_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(successor_line=None), name="move_line_one_successor"
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The person's name, from the register once they stand in it."""
        return self.person.name if self.person else self.name

    @property
    def heir_name(self) -> str:
        """The successor's name; empty without one."""
        if self.successor is not None:
            return self.successor.name
        return self.successor_line.called if self.successor_line else ""

    @property
    def leaves(self) -> bool:
        """Whether the person leaves the body."""
        return self.kind == self.Kind.LEAVE

    @property
    def joins(self) -> bool:
        """Whether the person joins the body."""
        return self.kind == self.Kind.JOIN


class Handover(models.Model):
    """What becomes of one thing a person of the move holds (`holdings.Held`), as somebody said."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="handovers")
    holder = models.CharField(max_length=40)  # an id of `holdings`
    key = models.CharField(max_length=100)
    way = models.CharField(max_length=4)  # holdings.Way
    to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    to_line = models.ForeignKey(Line, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["line", "holder", "key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["line", "holder", "key"], name="handover_once"),
            models.CheckConstraint(
                condition=(Q(way="pass", to=None) & Q(to_line__isnull=False))
                | Q(way="pass", to__isnull=False, to_line=None)
                | Q(way__in=["end", "keep"], to=None, to_line=None),
                name="handover_passes_to_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}:{self.key} {self.way}"

    @property
    def heir_name(self) -> str:
        """The name of whoever it passes to; empty when it passes to nobody."""
        if self.to is not None:
            return self.to.name
        return self.to_line.called if self.to_line else ""


class StaffDirectory(models.Model):
    """Where the list of staff is read from by itself: one directory, and what it calls things.

    The password is kept encrypted; `failure` says why the last reading failed, if it did.
    """

    class Kind(models.TextChoices):
        """What kind of directory it is: the usual names of its attributes."""

        ACTIVE_DIRECTORY = "ad", "Active Directory"
        OPENLDAP = "openldap", "OpenLDAP"

    kind = models.CharField(_("種類"), max_length=10, choices=Kind.choices)
    url = models.CharField(_("アドレス"), max_length=200)
    base = models.CharField(_("探す位置（DN）"), max_length=300)
    condition = models.CharField(_("条件"), max_length=300)
    user = models.CharField(_("読取り用の利用者（DN）"), max_length=300)
    secret = models.BinaryField()
    authority = models.TextField(_("認証局の証明書（PEM）"), blank=True)
    number_word = models.CharField(_("職員番号の属性"), max_length=60)
    unit_word = models.CharField(_("所属の属性"), max_length=60, blank=True)
    post_word = models.CharField(_("職名の属性"), max_length=60, blank=True)
    furigana_word = models.CharField(_("フリガナの属性"), max_length=60, blank=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"staff-directory:{self.pk}"


class Reading(models.Model):
    """One reading of a list of staff, from the directory or a file, compared with the register."""

    class Source(models.TextChoices):
        """Where the list came from."""

        DIRECTORY = "ldap", _("ディレクトリ")
        FILE = "file", _("ファイル")

    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=4, choices=Source.choices)
    sha256 = models.CharField(max_length=64, blank=True)  # of a file
    listed = models.PositiveIntegerField()
    compared = models.PositiveIntegerField()  # people of the register with a staff number
    differing = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"staff-reading:{self.pk}"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Reads of proposals."""

    def open(self) -> "ProposalQuerySet":
        """Return those nobody has settled."""
        return self.filter(state=Proposal.State.OPEN)


class Proposal(models.Model):
    """A difference between a list of staff and the register, until somebody settles it.

    The register is never changed by a reading. Once settled, what the list said is forgotten.
    """

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("未処理")
        TAKEN = "taken", _("取り入れた")
        ASIDE = "aside", _("登録が正しい")
        AGREED = "agreed", _("食い違いがなくなった")

    what = models.CharField(max_length=10)  # comparing.What
    number = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    values = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)  # of what the list says: the same is not told again
    first_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["what", "number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["what", "number"], condition=Q(state="open"), name="proposal_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None)
                | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="proposal_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.number}"
