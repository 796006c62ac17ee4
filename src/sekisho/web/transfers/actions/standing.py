"""Writing down how this machine's gateways stand, so that any machine can judge them all."""

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from sekisho.mailgate.standing import Standing as Said
from sekisho.web.transfers import gateway
from sekisho.web.transfers.models import Standing

# A machine taken out of service: forgotten after so long, but never while mail lies with it.
FORGOTTEN_AFTER = timedelta(days=7)


@transaction.atomic
def tell_standings(*, machine: str, spool: Path, downloads: Path, at: datetime) -> None:
    """Replace this machine's rows; forget those of machines long silent with nothing waiting."""
    for service, queue, folder in (
        (Standing.Service.MAIL, gateway.mail_queue(spool, at), spool),
        (Standing.Service.ICAP, gateway.download_queue(downloads, at), gateway.told_in(downloads)),
    ):
        said = Said.read(folder)
        Standing.objects.update_or_create(
            machine=machine,
            service=service,
            defaults={
                "heard_at": at,
                "said_at": said.at if said else None,
                "layers": {n: sorted(each) for n, each in said.layers.items()} if said else {},
                "waiting": queue.waiting,
                "oldest_at": queue.oldest_at,
                "records": queue.records,
                "oldest_record_at": queue.oldest_record_at,
                "unreadable": queue.unreadable,
            },
        )
    silent = Standing.objects.filter(heard_at__lt=at - FORGOTTEN_AFTER, waiting=0, records=0)
    silent.delete()
