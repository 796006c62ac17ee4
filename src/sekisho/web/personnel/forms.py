"""What people type into the pages of this room."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.forms import DayField
from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.personnel.actions import Choice, DirectoryEntry, Entry
from sekisho.web.personnel.holdings import Way
from sekisho.web.personnel.models import Line, Move, StaffDirectory
from sekisho.web.personnel.queries import LineState, Thing

WAY_WORDS = {
    Way.END: _("異動日の前日で終了する"),
    Way.KEEP: _("本人が引き続き持つ"),
}


class MoveForm(forms.Form):
    """A move's title and day."""

    title = forms.CharField(label=_("件名"), max_length=100)
    on = DayField(
        label=_("異動日"),
        help_text=_("新しい体制の最初の日です。退職・転出はその前日までになります。"),
    )


class SureForm(forms.Form):
    """A change that needs nothing but a yes."""


def staying(move: Move) -> Any:
    """Return who is there before and after the day of the move."""
    rows = Person.objects.filter(erased_at=None, joined_on__lt=move.on)
    return rows.filter(Q(left_on=None) | Q(left_on__gte=move.on)).select_related("unit")


class HeirField(forms.ChoiceField):
    """Who takes over: somebody there, or somebody who joins with the move."""

    def offer(self, move: Move, but: Line | None) -> None:
        """Take the people as choices, those who join first."""
        leaving = {each.person_id for each in move.lines.all() if each.leaves}
        mine = but.person_id if but else None
        joining = [(f"line:{each.pk}", each.called) for each in move.lines.all() if each.joins]
        people = [
            (f"person:{each.pk}", f"{each.name}（{each.unit.name}）")
            for each in staying(move)
            if each.pk not in leaving and each.pk != mine
        ]
        self.offered: list[Any] = [
            *([(str(_("この人事異動で着任する人")), joining)] if joining else []),
            (str(_("在任している人")), people),
        ]
        self.choices = [("", _("選んでください")), *self.offered]


def heir(word: str) -> tuple[Person | None, Line | None]:
    """Return the person or the joiner's line a choice means."""
    kind, _colon, pk = word.partition(":")
    if kind == "person":
        return Person.objects.get(pk=int(pk)), None
    return None, (Line.objects.get(pk=int(pk)) if kind == "line" else None)


class LineForm(forms.Form):
    """A line of a move; which fields there are depends on the kind."""

    person = forms.ModelChoiceField(label=_("氏名"), queryset=Person.objects.none())
    number = forms.CharField(label=_("職員番号"), max_length=40, required=False)
    name = forms.CharField(label=_("氏名"), max_length=100)
    furigana = forms.CharField(
        label=_("フリガナ"), max_length=100, help_text=_("全角カタカナで入力してください。")
    )
    category = forms.ChoiceField(label=_("身分"))
    email = forms.EmailField(label=_("メールアドレス"), required=False)
    unit = forms.ModelChoiceField(label=_("新しい所属"), queryset=Unit.objects.all())
    post = forms.ModelChoiceField(
        label=_("新しい職"), queryset=Post.objects.select_related("unit"), required=False
    )
    successor = HeirField(
        label=_("後任"),
        required=False,
        help_text=_("持っているものをまとめて引き継ぐ相手です。一つずつ別の人にもできます。"),
    )

    def __init__(
        self, *args: Any, move: Move, kind: str, line: Line | None = None, **kwargs: Any
    ) -> None:
        if line is not None:
            kwargs["initial"] = _initial(line)
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in _LEFT_OUT[kind]:
            del self.fields[name]
        if line is not None and "person" in self.fields:
            del self.fields["person"]
        self._offer(move, line)

    def _offer(self, move: Move, line: Line | None) -> None:
        if "category" in self.fields:
            self.fields["category"].choices = [  # type: ignore[attr-defined]  # a choice field
                (each.id, str(each)) for each in kinds().values()
            ]
        if "person" in self.fields:
            self.fields["person"].queryset = staying(move)  # type: ignore[attr-defined]  # as above
        if "post" in self.fields:
            self.fields["post"].label_from_instance = _post_label  # type: ignore[attr-defined]  # Django's own hook
        if "successor" in self.fields:
            self.fields["successor"].offer(move, line)  # type: ignore[attr-defined]  # ours

    def entry(self, line: Line | None) -> Entry:
        """Return what was typed."""
        given = dict(self.cleaned_data)
        to, to_line = heir(given.pop("successor", ""))
        given.setdefault("person", line.person if line else None)
        return Entry(kind=self.kind, successor=to, successor_line=to_line, **given)


_WORDS = ("number", "name", "furigana", "category", "email")
_LEFT_OUT: dict[str, tuple[str, ...]] = {
    Line.Kind.JOIN: ("person", "successor"),
    Line.Kind.CHANGE: _WORDS,
    Line.Kind.LEAVE: (*_WORDS, "unit", "post"),
}


def _initial(line: Line) -> dict[str, Any]:
    given = {name: getattr(line, name) for name in (*_WORDS, "unit", "post")}
    if line.successor_id:
        given["successor"] = f"person:{line.successor_id}"
    elif line.successor_line_id:
        given["successor"] = f"line:{line.successor_line_id}"
    return given


def _post_label(post: Post) -> str:
    return f"{post.unit.name}　{post.title}"


class HandoverForm(forms.Form):
    """What becomes of each thing a person holds: one field a thing, empty while undecided."""

    def __init__(self, *args: Any, state: LineState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = state.line
        self._things = [each for each in state.to_decide if each.ways]
        heirs = HeirField()
        heirs.offer(state.line.move, state.line)
        for thing in self._things:
            self.fields[thing.ref] = _field(thing, heirs)

    def choices(self) -> dict[str, Choice]:
        """Return what was chosen of each thing; what stays undecided is left out."""
        return {ref: _choice(str(word)) for ref, word in self.cleaned_data.items() if word}

    def rows(self) -> list[tuple[Thing, forms.BoundField]]:
        """Return each thing with its field."""
        return [(thing, self[thing.ref]) for thing in self._things]


def _field(thing: Thing, heirs: HeirField) -> forms.ChoiceField:
    offered: list[Any] = [("", _("決まっていません"))]
    if Way.END in thing.ways:
        offered.append((Way.END.value, WAY_WORDS[Way.END]))
    if Way.KEEP in thing.ways:
        offered.append((Way.KEEP.value, WAY_WORDS[Way.KEEP]))
    if Way.PASS in thing.ways:
        offered += heirs.offered
    return forms.ChoiceField(
        label=thing.held.label, choices=offered, required=False, initial=_said(thing)
    )


def _said(thing: Thing) -> str:
    said = thing.said
    if said is None or said.way not in thing.ways:
        return ""
    if said.to_id:
        return f"person:{said.to_id}"
    return f"line:{said.to_line_id}" if said.to_line_id else said.way


def _choice(word: str) -> Choice:
    if word in {Way.END.value, Way.KEEP.value}:
        return Choice(Way(word))
    to, to_line = heir(word)
    return Choice(Way.PASS, to, to_line)


class DirectoryForm(forms.Form):
    """Where the list of staff is read from, and what its attributes are called."""

    kind = forms.ChoiceField(label=_("種類"), choices=StaffDirectory.Kind.choices)
    url = forms.CharField(
        label=_("アドレス"), max_length=200, help_text=_("例: ldaps://dc1.example.jp:636")
    )
    authority = forms.CharField(
        label=_("認証局の証明書（PEM）"),
        max_length=20000,
        required=False,
        widget=forms.Textarea,
        help_text=_("空欄のときは、このサーバの認証局の一覧を使います。"),
    )
    base = forms.CharField(label=_("探す位置（DN）"), max_length=300)
    condition = forms.CharField(label=_("条件"), max_length=300, initial="(objectClass=person)")
    user = forms.CharField(label=_("読取り用の利用者（DN）"), max_length=300)
    password = forms.CharField(
        label=_("パスワード"),
        max_length=200,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("空欄のときは、今のものを使います。アドレスを変えるときは入力し直します。"),
    )
    number_word = forms.CharField(
        label=_("職員番号の属性"), max_length=60, initial="employeeID",
        help_text=_("Active Directory では employeeID、OpenLDAP では employeeNumber が普通です。"),
    )  # fmt: skip
    unit_word = forms.CharField(
        label=_("所属の属性"), max_length=60, required=False, initial="department"
    )
    post_word = forms.CharField(
        label=_("職名の属性"), max_length=60, required=False, initial="title"
    )
    furigana_word = forms.CharField(
        label=_("フリガナの属性"), max_length=60, required=False,
        help_text=_("Active Directory では msDS-PhoneticDisplayName です。空欄なら比べません。"),
    )  # fmt: skip

    def __init__(self, *args: Any, directory: StaffDirectory | None = None, **kwargs: Any) -> None:
        if directory is not None:
            names = [name for name in self.base_fields if name != "password"]
            kwargs["initial"] = {name: getattr(directory, name) for name in names}
        super().__init__(*args, **kwargs)

    def entry(self) -> DirectoryEntry:
        """Return what was typed."""
        return DirectoryEntry(**self.cleaned_data)


class StaffFileForm(forms.Form):
    """A table of staff."""

    file = forms.FileField(
        label=_("職員名簿の表（Excel・CSV）"),
        help_text=_(
            "「職員番号」の列が要ります。氏名・フリガナ・メールアドレス・所属・職名の列があれば比べます。"
        ),
    )


class TakeForm(forms.Form):
    """The category of who joins: no list tells it."""

    category = forms.ChoiceField(label=_("身分"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]  # a choice field
            (each.id, str(each)) for each in kinds().values()
        ]


class AsideForm(forms.Form):
    """Why the register is right and the list is not."""

    reason = forms.CharField(label=_("理由"), max_length=200)
