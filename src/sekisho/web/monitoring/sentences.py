"""An alert in words: the engine's messages with their figures, in the reader's language."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sekisho.detection import shown
from sekisho.web.monitoring.models import Alert


@dataclass(frozen=True, slots=True)
class Told:
    """What happened, why it matters, what to do first."""

    what: str
    why: str
    first: str


class _Figures(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def told(alert: Alert) -> Told:
    """Return an alert's words; figures come from logs, so that what controls a display is shown."""
    figures = _Figures({name: shown(str(value)) for name, value in alert.figures.items()})
    return Told(_(alert.what).format_map(figures), _(alert.why), _(alert.first))
