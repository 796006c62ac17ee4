"""What our own session hosts saw is read as any other log: the visits of browser sessions."""

from datetime import datetime
from io import BytesIO

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.detection import Delivery
from sekisho.detection.times import micros
from sekisho.web.monitoring import consequences, storing
from sekisho.web.monitoring.actions.reading import Work, read_stream, settled
from sekisho.web.monitoring.actions.sealing import seal
from sekisho.web.monitoring.actions.telling import tell_alerts
from sekisho.web.monitoring.models import OWN, LogClass, LogSource

CHANNEL = f"{OWN}screen"


def take_visits(*, at: datetime) -> int:
    """Read the visits that are new, each once; return how many there were."""
    last = LogSource.objects.filter(channel=CHANNEL).values_list("taken", flat=True).first() or 0
    if not consequences.visits_after(last):
        return 0
    storing.forget_unrecorded()
    with transaction.atomic(durable=True):
        visits, alerts = _take(at)
    if alerts:
        tell_alerts(at=at)
    return visits


def _take(at: datetime) -> tuple[int, int]:
    made = _source(at)
    source = LogSource.objects.select_for_update(of=("self",)).get(pk=made.pk)
    visits = consequences.visits_after(source.taken)
    if not visits:
        return 0, 0
    work = Work(segments=0)
    for each in visits:
        came = micros(at)
        delivery = Delivery(f"{CHANNEL}/{each.number}", came, micros(each.at))
        read_stream(BytesIO(each.said), delivery, source, work)
    source.taken, source.heard_at = visits[-1].number, at
    source.save(update_fields=["taken", "heard_at"])
    return len(visits), settled(work, [], at).alerts


def _source(at: datetime) -> LogSource:
    """Return the source of our own session hosts; it is made when they first saw something."""
    found = LogSource.objects.filter(channel=CHANNEL).first()
    if found is None:
        found = LogSource.objects.create(
            name=_("画面転送の閲覧先"),
            channel=CHANNEL,
            kind="gateways",
            log_class=LogClass.BOUNDARY,
        )
        seal("log-source.found", f"log-source:{found.pk}", at=at, rows=[found])
    return found
