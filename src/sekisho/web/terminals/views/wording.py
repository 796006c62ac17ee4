"""How a judged measure is said and signed on pages."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from sekisho.web.evidence.wording import sentence
from sekisho.web.terminals.posture import Judged, State
from sekisho.web.ui.templatetags.ui import wareki
from sekisho.web.ui.words import Sign

_SIGNS = {
    State.GOOD: Sign("○", _("適合"), "good"),
    State.ATTESTED: Sign("○", _("人が確認"), "good"),
    State.OLD: Sign("▽", _("報告が古い"), "old"),
    State.SILENT: Sign("□", _("報告なし"), "open"),
}
_BAD = {True: Sign("×", _("不適合"), "bad"), False: Sign("△", _("弱い"), "doubtful")}


def sign_of(judged: Judged, *, required: bool) -> Sign:
    """Return the sign of a measure; what no rule requires is doubtful at worst."""
    return _BAD[required] if judged.state is State.BAD else _SIGNS[judged.state]


def told(judged: Judged) -> str:
    """Return the sentence in the reader's language, days in both calendars."""
    facts = {name: _shown(value) for name, value in judged.facts.items()}
    return sentence(judged.message, facts)


def _shown(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return wareki(date.fromisoformat(value))
    except ValueError:
        return value
