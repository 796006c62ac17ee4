"""What seats, steps and answers are called on pages and papers."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sekisho.catalogue import PermitKind, load
from sekisho.catalogue.routes import When
from sekisho.web.approvals import kinds, permit_kinds
from sekisho.web.approvals.forms import ACT_WORDS
from sekisho.web.approvals.models import Seat, Step
from sekisho.web.ui.words import worded


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of an application: the question, and the answer as a person reads it."""

    question: str
    words: str


def act_of(act: str) -> str | Promise:
    """Return 回議, 合議 or 決裁."""
    return ACT_WORDS.get(act, act)


def seat_words(seat: Seat) -> str:
    """Return who sits there: the role and the unit it is limited to, the post, or a right."""
    if seat.role:
        role = load().roles.get(seat.role)
        name = worded(role.title) if role else seat.role
        where = _("%(role)s（%(unit)s）") % {"role": name, "unit": seat.unit} if seat.unit else name
        return _("所属長: %(who)s") % {"who": where} if seat.head else where
    return seat.post or _("決裁権限のある役割")


def step_words(step: Step) -> str:
    """Return what was done, and that it was done in another's stead."""
    done = step.get_what_display()
    if not step.standing_in:
        return done
    if step.instead_of is None:
        return _("%(done)s（代決）") % {"done": done}
    return _("%(done)s（代決、%(name)sの不在による）") % {
        "done": done,
        "name": step.instead_of.name,
    }


def answers_of(kind: PermitKind | None, answers: Mapping[str, object]) -> list[Answer]:
    """Return the answers in the order of the questions; what no question knows, by its name."""
    questions = {each.name: each for each in kind.fields} if kind else {}
    found = []
    for name in [*(each for each in questions if each in answers), *(answers.keys() - questions)]:
        question, value = questions.get(name), answers[name]
        titles = {each.id: worded(each.title) for each in question.options} if question else {}
        words = _("はい") if value is True else titles.get(str(value), str(value))
        found.append(Answer(worded(question.title) if question else name, words))
    return found


def chosen_words(kind: PermitKind | None, answers: Mapping[str, object]) -> list[str]:
    """Return the answers a kind that is about no thing of a register is limited to: they name it.

    A choice says itself what it is; addresses and ports stand behind their question.
    """
    if kind is None or kind.subject is not None:
        return []
    limits = [each for each in kind.fields if each.name in answers]
    limits = [each for each in limits if each.scope or each.type == "choice"]
    said = answers_of(kind, {each.name: answers[each.name] for each in limits})
    return [
        each.words if field.type == "choice" else f"{each.question} {each.words}"
        for field, each in zip(limits, said, strict=True)
    ]


def kind_label(kind: str) -> str:
    """Return what a kind of applications or permits is called."""
    return str(kinds.label_of(kind))


def condition_words(when: When | None) -> str:
    """Return a condition as a form sends it: `grade:in:mynumber,personal`; nothing for always."""
    if when is None:
        return ""
    return f"{when.field}:{'not_in' if when.negated else 'in'}:{','.join(sorted(when.values))}"


def when_words(kind: str, when: When | None) -> str:
    """Return a condition as a person reads it, by the questions of the kind."""
    if when is None:
        return _("いつも")
    permit = permit_kinds.known(kind)
    field = (
        next((each for each in permit.fields if each.name == when.field), None) if permit else None
    )
    titles = {each.id: worded(each.title) for each in field.options} if field else {}
    values = _("・").join(titles.get(each, each) for each in sorted(when.values))
    words = (
        _("%(field)sが「%(values)s」のとき以外")
        if when.negated
        else _("%(field)sが「%(values)s」のとき")
    )
    return words % {"field": worded(field.title) if field else when.field, "values": values}
