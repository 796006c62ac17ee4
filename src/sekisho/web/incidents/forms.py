"""Forms of this room. Times are the body's local time, to the minute."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.breach import UNSURE
from sekisho.catalogue import load_breach_rules, load_plan_template, load_response_rules
from sekisho.web.evidence.actions import File
from sekisho.web.incidents.actions.keeping import LARGEST
from sekisho.web.incidents.actions.reporting import Report
from sekisho.web.incidents.models import BodyRule, Custody, Entry, Incident
from sekisho.web.incidents.standing import BODY
from sekisho.web.organization.models import Person, PersonQuerySet, Unit
from sekisho.web.ui.words import worded

_LONG = forms.Textarea(attrs={"rows": 4})
_FORMAT = "%Y-%m-%dT%H:%M"
_MOST_PEOPLE = 100_000_000


def moment(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateTimeField:
    """Return a field for a moment, as browsers' own pickers send it."""
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=[_FORMAT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_FORMAT),
    )


class ReportForm(forms.Form):
    """What anybody fills in within two minutes: no jargon, two questions that must be answered."""

    kind = forms.ChoiceField(label=_("何がありましたか"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("分かることを書いてください"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("短くてかまいません。例：昨日の帰りの電車で、白いUSBメモリをなくした。"),
    )
    noticed_at = moment(_("いつ気付きましたか"), required=False, help_text=_("空欄なら、今です。"))
    occurred_at = moment(
        _("いつ起きましたか"),
        required=False,
        help_text=_("分からなければ空欄のままにしてください。"),
    )
    place = forms.CharField(label=_("場所"), required=False, max_length=200)
    unit = forms.ModelChoiceField(
        label=_("あなたの所属"), queryset=Unit.objects.none(), required=False
    )
    contact = forms.CharField(
        label=_("連絡先（電話番号など）"),
        required=False,
        max_length=200,
        help_text=_("書かなくても報告できます。書くと、詳しいことをお聞きできます。"),
    )

    def __init__(self, *args: Any, person: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = load_response_rules().kinds.values()
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (each.id, f"{worded(each.title)}（{worded(each.examples)}）")
            for each in kinds
            if each.reported
        ]
        if person is None:
            self.fields["unit"].queryset = Unit.objects.all()  # type: ignore[attr-defined]  # a ModelChoiceField
        else:  # who is signed in is known
            del self.fields["unit"], self.fields["contact"]

    def report(self) -> Report:
        """Return what was said."""
        given = self.cleaned_data
        return Report(
            kind=given["kind"],
            words=given["words"],
            place=given["place"],
            occurred_at=given["occurred_at"],
            noticed_at=given["noticed_at"],
            contact=given.get("contact", ""),
            unit=given.get("unit"),
        )


class TriageForm(forms.Form):
    """What a report is, how grave, and who handles it."""

    title = forms.CharField(label=_("件名"), max_length=100)
    kind = forms.ChoiceField(label=_("種類"))
    severity = forms.ChoiceField(label=_("重さ"), widget=forms.RadioSelect)
    handler = forms.ModelChoiceField(label=_("担当"), queryset=Person.objects.none())

    def __init__(self, *args: Any, people: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = load_response_rules()
        kind, severity, handler = (self.fields[name] for name in ("kind", "severity", "handler"))
        kind.choices = [(each.id, worded(each.title)) for each in rules.kinds.values()]  # type: ignore[attr-defined]  # a ChoiceField
        severity.choices = [  # type: ignore[attr-defined]  # as above
            (each.id, f"{worded(each.title)}: {worded(each.meaning)}")
            for each in rules.severities.values()
        ]
        handler.queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField


class FactsForm(forms.Form):
    """The facts the clocks rest on; each can be left unsure, and then counts as the graver."""

    known_at = moment(
        _("知った日時（期限の起算点）"),
        help_text=_("団体のどこかの部署が知った日時です。迷うときは早い方にしてください。"),
    )
    least = forms.IntegerField(label=_("何人分か：少なくとも"), min_value=0, max_value=_MOST_PEOPLE)
    most = forms.IntegerField(
        label=_("何人分か：多くとも"),
        min_value=0,
        max_value=_MOST_PEOPLE,
        required=False,
        help_text=_("分からなければ空欄のままにしてください。"),
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "known_at": timezone.localtime(incident.known_at),
            "least": incident.least,
            "most": incident.most,
            **incident.answers,
        }
        super().__init__(*args, **kwargs)
        for fact in load_breach_rules().facts.values():
            if fact.asked:
                self.fields[fact.id] = forms.ChoiceField(
                    label=worded(fact.question),
                    choices=[
                        *((each.id, worded(each.title)) for each in fact.options),
                        (UNSURE, _("まだ分からない")),
                    ],
                    initial=UNSURE,
                    widget=forms.RadioSelect,
                )

    def answers(self) -> dict[str, str]:
        """Return the answers by fact."""
        own = {"known_at", "least", "most"}
        return {name: value for name, value in self.cleaned_data.items() if name not in own}


class BodyRuleForm(forms.Form):
    """What kind of body this is, and to whom it reports besides the law."""

    body = forms.ChoiceField(label=_("団体の種類"), widget=forms.RadioSelect)
    chosen = forms.MultipleChoiceField(
        label=_("法律のほかにすること"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rule: BodyRule | None, **kwargs: Any) -> None:
        rules = load_breach_rules()
        chosen = rule.settings if rule else sorted(rules.default_settings)
        kwargs["initial"] = {"body": rule.body if rule else UNSURE, "chosen": chosen}
        super().__init__(*args, **kwargs)
        options = [(each.id, worded(each.title)) for each in rules.facts[BODY].options]
        unsure = (UNSURE, _("まだ決めていない（両方の法律で数える）"))
        self.fields["body"].choices = [*options, unsure]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]  # as above
            (each.id, worded(each.title)) for each in rules.settings.values()
        ]


class DutyForm(forms.Form):
    """That something owed was done."""

    done_at = moment(_("済ませた日時"))
    reference = forms.CharField(
        label=_("受付番号"), required=False, max_length=100, help_text=_("相手が付けた番号。")
    )
    words = forms.CharField(
        label=_("内容"), max_length=500, widget=_LONG, help_text=_("何を、どの方法で行ったか。")
    )


class NoteForm(forms.Form):
    """A line of the timeline."""

    what = forms.ChoiceField(
        label=_("種別"),
        choices=[each for each in Entry.What.choices if each[0] != Entry.What.CLOCK],
        widget=forms.RadioSelect,
    )
    when = moment(_("日時"))
    to = forms.CharField(label=_("相手（外への連絡のとき）"), required=False, max_length=200)
    words = forms.CharField(label=_("内容"), max_length=4000, widget=_LONG)


class EvidenceForm(forms.Form):
    """A file to be kept as evidence."""

    file = forms.FileField(label=_("ファイル（20MBまで）"))
    words = forms.CharField(label=_("何の証拠か"), max_length=500)
    taken_at = moment(_("取得した日時"))

    def clean_file(self) -> File:
        """Return the file as it is kept."""
        sent = self.cleaned_data["file"]
        if (sent.size or 0) > LARGEST:
            raise forms.ValidationError(_("20MBまでのファイルを選んでください。"))
        return File(sent.name or "", sent.content_type or "", sent.read())


class CustodyForm(forms.Form):
    """Who has the evidence now."""

    what = forms.ChoiceField(label=_("したこと"), choices=Custody.What.choices)
    when = moment(_("日時"))
    holder = forms.CharField(label=_("持っている人"), max_length=200)
    words = forms.CharField(label=_("理由・場所"), required=False, max_length=500)


class TaskForm(forms.Form):
    """A task of our own."""

    words = forms.CharField(label=_("すること"), max_length=300)
    due_at = moment(_("期限"))
    assignee = forms.ModelChoiceField(
        label=_("担当"), queryset=Person.objects.none(), required=False
    )

    def __init__(self, *args: Any, people: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField


class ResultForm(forms.Form):
    """What came of a task."""

    result = forms.CharField(label=_("結果"), max_length=500, widget=_LONG)


class AffectedForm(forms.Form):
    """A group of people concerned."""

    who = forms.CharField(
        label=_("どのような人"), max_length=200, help_text=_("例：組合員、被扶養者、職員")
    )
    count = forms.IntegerField(label=_("人数"), min_value=0, max_value=_MOST_PEOPLE)
    items = forms.CharField(
        label=_("情報の項目"), max_length=300, help_text=_("例：氏名、住所、組合員証の番号")
    )


class ToldForm(forms.Form):
    """That a group was told."""

    told_on = forms.DateField(label=_("知らせた日"), widget=forms.DateInput(attrs={"type": "date"}))
    way = forms.CharField(label=_("知らせた方法"), max_length=200)


class LinkForm(forms.Form):
    """Words to find what the incident is about."""

    q = forms.CharField(label=_("探す言葉"), max_length=100, required=False)


class CloseForm(forms.Form):
    """Cause and prevention."""

    cause = forms.CharField(label=_("原因"), max_length=4000, widget=_LONG)
    prevention = forms.CharField(
        label=_("再発を防ぐためにすること"),
        max_length=4000,
        widget=_LONG,
        required=False,
        help_text=_("是正措置として開き、済むまで追います。"),
    )
    owner = forms.ModelChoiceField(
        label=_("直す人"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("決まっていなければ、後で決められます。"),
    )

    def __init__(self, *args: Any, people: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField


class SectionForm(forms.Form):
    """A section of the plan."""

    words = forms.CharField(
        label=_("内容"), max_length=8000, widget=forms.Textarea(attrs={"rows": 14})
    )


class DrillForm(forms.Form):
    """A drill to be held."""

    kind = forms.ChoiceField(label=_("種類"))
    planned_on = forms.DateField(label=_("予定日"), widget=forms.DateInput(attrs={"type": "date"}))
    scenario = forms.CharField(
        label=_("想定"),
        max_length=500,
        widget=_LONG,
        help_text=_("例：金曜の夕方、給付課の端末でファイルが次々に読めなくなった。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (name, worded(title)) for name, title in load_plan_template().drill_kinds.items()
        ]


class DrillResultForm(forms.Form):
    """What came of a drill."""

    held_on = forms.DateField(label=_("実施日"), widget=forms.DateInput(attrs={"type": "date"}))
    result = forms.CharField(label=_("結果"), max_length=4000, widget=_LONG)
    mend = forms.CharField(label=_("直すこと"), max_length=4000, widget=_LONG, required=False)
    called = forms.IntegerField(
        label=_("連絡した人の数（連絡網の試験のとき）"), min_value=0, max_value=9999, required=False
    )
    reached = forms.IntegerField(
        label=_("連絡の取れた人の数"), min_value=0, max_value=9999, required=False
    )
