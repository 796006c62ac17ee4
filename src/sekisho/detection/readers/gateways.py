"""Records of our own gateways: a mail, a file of the ICAP service, a visit of a browser session.

Each is one JSON document, as `sekisho mailgate`, `sekisho icap` and `sekisho screen` keep it.
"""

from collections.abc import Sequence

from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers.interface import Context, Framing, Reader, Session
from sekisho.detection.readers.objects import Object, inner, object_of, wanted
from sekisho.detection.schema import Fields
from sekisho.detection.times import iso
from sekisho.detection.values import decoded, domain, endpoint, flat, made, text


class _Session:
    def __init__(self, context: Context) -> None:
        self._context = context

    def read(self, untrusted_unit: bytes) -> Sequence[Fields]:
        """Return the event of one record."""
        found = object_of(decoded(untrusted_unit))
        if found is None:
            return ()
        if "envelope" in found and "fates" in found:
            return (_mail(found, self._context),)
        if {"number", "at", "client", "outcome"} <= found.keys():
            return (_download(found, self._context),)
        if found.get("kind") == "visit" and {"at", "host", "session", "details"} <= found.keys():
            return (_visit(found, self._context),)
        raise NotUnderstoodError("no-gateway")


def _mail(found: Object, context: Context) -> Fields:
    envelope = inner(found.get("envelope"))
    to = envelope.get("recipients")
    return {
        **wanted(iso(envelope.get("received_at"), context.zone)),
        **endpoint("source", envelope.get("client")),
        **_outcome(found.get("outcome")),
        **made(
            event_dataset="mailgate",
            event_category="email",
            event_id=text(envelope.get("number")),
            email_local_id=text(envelope.get("number")),
            email_from_address=text(envelope.get("sender")),
            email_to_address=" ".join(text(each) or "" for each in to)
            if isinstance(to, list)
            else None,
            email_subject=text(found.get("subject")),
            fields=flat({name: value for name, value in found.items() if name != "report"}),
        ),
    }


def _download(found: Object, context: Context) -> Fields:
    report = inner(found.get("report"))
    return {
        **wanted(iso(found.get("at"), context.zone)),
        **endpoint("source", found.get("client")),
        **_outcome(found.get("outcome")),
        **made(
            event_dataset="icap",
            event_category="web",
            event_id=text(found.get("number")),
            user_name=text(found.get("user")),
            url_domain=domain(found.get("host")),
            destination_domain=domain(found.get("host")),
            url_original=text(found.get("address")),
            file_name=text(found.get("name")),
            file_hash_sha256=text(report.get("sha256_in")),
            fields=flat({name: value for name, value in found.items() if name != "report"}),
        ),
    }


def _visit(found: Object, context: Context) -> Fields:
    """Return the event of a host a browser session went to, or was kept from."""
    details = inner(found.get("details"))
    refused = bool(details.get("refused"))
    return {
        **wanted(iso(found.get("at"), context.zone)),
        **made(
            event_dataset="screen",
            event_category="web",
            event_type="denied" if refused else "allowed",
            event_outcome="failure" if refused else "success",
            event_action="visit",
            event_id=text(found.get("session")),
            host_name=text(found.get("host")),
            user_name=text(found.get("person")),
            destination_domain=domain(details.get("to")),
            url_domain=domain(details.get("to")),
            fields=flat(found),
        ),
    }


def _outcome(untrusted: object) -> Fields:
    crossed = untrusted in {"delivered", "text-only"}
    return made(
        event_action=text(untrusted),
        event_type="allowed" if crossed else "denied",
        event_outcome="success" if crossed else "failure",
    )


def _recognises(untrusted_head: bytes) -> float:
    head = untrusted_head.lstrip()
    if head.startswith(b"{") and b'"envelope"' in head[:64] and b'"received_at"' in head:
        return 1.0
    has = all(word in head for word in (b'"number"', b'"client"', b'"host"', b'"outcome"'))
    return 0.95 if has and head.startswith(b"{") else 0.0


def _open(context: Context) -> Session:
    return _Session(context)


READER = Reader(
    "gateways",
    "関所のメールゲートウェイと ICAP サービスの記録",
    _recognises,
    _open,
    Framing.DOCUMENT,
)
