"""Windows events as JSON: the tree of the XML (`Event.System`), Winlogbeat's form, or flat."""

from collections.abc import Mapping

from sekisho.detection.readers.interface import Context, Reader, by_line
from sekisho.detection.readers.objects import Object, inner, object_of, wanted
from sekisho.detection.readers.recognising import by_keys
from sekisho.detection.schema import Fields
from sekisho.detection.times import Stamp, iso
from sekisho.detection.values import domain, endpoint, flat, integer, made, text

_PROTOCOLS = {"tcp": 6, "udp": 17}
_SIGN_INS = {"4624": "success", "4625": "failure", "4771": "failure", "4776": "", "4768": ""}
_CATEGORIES = {
    "authentication": {"4624", "4625", "4634", "4647", "4648", "4768", "4769", "4771", "4776"},
    "process": {"1", "4688", "5", "4689"},
    "network": {"3", "22", "5156", "5157"},
    "file": {"11", "15", "23", "4663"},
}
_SYSMON = "Microsoft-Windows-Sysmon/Operational"
_SUCCESS = frozenset({"0x0", "0", ""})


def _line(untrusted_line: str, context: Context) -> Fields | None:
    found = object_of(untrusted_line)
    if found is None:
        return None
    system, data = _parts(found)
    code = _code(system.get("EventID"))
    stamp = _stamp(system, found, context)
    names = data | {name: value for name, value in _flat_system(system).items() if value}
    return {
        **wanted(stamp),
        **_what(code, str(names.get("Channel", "")), data),
        **_ends(data),
        **_process(data),
        **made(
            event_dataset="windows",
            event_code=code,
            event_provider=text(names.get("Channel")),
            event_id=text(system.get("EventRecordID")),
            host_name=text(names.get("Computer")),
            user_name=text(
                data.get("TargetUserName") or data.get("SubjectUserName") or data.get("User")
            ),
            user_domain=text(data.get("TargetDomainName") or data.get("SubjectDomainName")),
            message=text(found.get("message") or found.get("Message")),
            fields=flat(names),
        ),
    }


def _parts(found: Object) -> tuple[Object, Object]:
    """Return what every event has, and what this kind of event has."""
    event = inner(found.get("Event"))
    if event:
        return inner(event.get("System")), _data(event)
    beat = inner(found.get("winlog"))
    if beat:
        system: Object = {
            "EventID": beat.get("event_id"),
            "Channel": beat.get("channel"),
            "Computer": beat.get("computer_name"),
            "EventRecordID": beat.get("record_id"),
            "Provider_Name": beat.get("provider_name"),
        }
        return system, inner(beat.get("event_data"))
    return found, found


def _data(event: Object) -> Object:
    """Return the event's own values: under EventData, or under the one element of UserData."""
    data = inner(event.get("EventData"))
    listed = data.get("Data")
    if isinstance(listed, list) and all(isinstance(each, Mapping) for each in listed):
        return {_name(each): each.get("#text") for each in listed}
    if data:
        return data
    user = inner(event.get("UserData"))
    return inner(next(iter(user.values()), None)) if user else {}


def _name(each: Mapping[str, object]) -> str:
    named = each.get("@Name") or inner(each.get("#attributes")).get("Name")
    return str(named or "Data")


def _flat_system(system: Object) -> Object:
    provider = inner(system.get("Provider"))
    attributes = inner(provider.get("#attributes")) or provider
    return {
        "EventID": _code(system.get("EventID")),
        "Channel": system.get("Channel"),
        "Computer": system.get("Computer") or system.get("Hostname"),
        "Provider_Name": system.get("Provider_Name")
        or system.get("SourceName")
        or attributes.get("Name")
        or attributes.get("@Name"),
    }


def _code(untrusted: object) -> str | None:
    found = inner(untrusted)
    return text(found.get("#text") if found else untrusted)


def _stamp(system: Object, found: Object, context: Context) -> Stamp | None:
    created = inner(system.get("TimeCreated"))
    attributes = inner(created.get("#attributes")) or created
    stated = (
        attributes.get("SystemTime") or attributes.get("@SystemTime"),
        found.get("@timestamp"),
        found.get("UtcTime") and f"{found['UtcTime']}Z",
        found.get("EventTime"),
        found.get("TimeCreated"),
    )
    return next((stamp for each in stated if (stamp := iso(each, context.zone))), None)


def _what(code: str | None, channel: str, data: Object) -> Fields:
    if code in _SIGN_INS and channel != _SYSMON:
        outcome = _SIGN_INS[code] or (
            "success" if str(data.get("Status", "")) in _SUCCESS else "failure"
        )
        return {
            "event_category": "authentication",
            "event_action": "login",
            "event_outcome": outcome,
            "event_type": "start" if outcome == "success" else "error",
        }
    category = next((name for name, codes in _CATEGORIES.items() if code in codes), "host")
    return {"event_category": category, "event_type": "info", "event_action": code or "event"}


def _ends(data: Object) -> Fields:
    source = data.get("SourceIp") or data.get("IpAddress") or data.get("SourceAddress")
    protocol = str(data.get("Protocol", "")).lower()
    number = integer(data.get("Protocol"), 0, 255) or _PROTOCOLS.get(protocol)
    return {
        **endpoint("source", source, data.get("SourcePort") or data.get("IpPort")),
        **endpoint(
            "destination",
            data.get("DestinationIp") or data.get("DestAddress"),
            data.get("DestinationPort") or data.get("DestPort"),
        ),
        **made(
            network_iana_number=number,
            network_transport={6: "tcp", 17: "udp"}.get(number or 0),
            destination_domain=domain(data.get("DestinationHostname")),
            dns_question_name=domain(data.get("QueryName")),
        ),
    }


def _process(data: Object) -> Fields:
    image = text(data.get("Image") or data.get("NewProcessName"))
    return made(
        process_executable=image,
        process_name=image.replace("/", "\\").rpartition("\\")[2] if image else None,
        process_command_line=text(data.get("CommandLine")),
        process_parent_executable=text(data.get("ParentImage") or data.get("ParentProcessName")),
        process_pid=integer(data.get("ProcessId")),
        file_name=text(data.get("TargetFilename")),
    )


READER = Reader(
    "windows",
    "Windows のイベントの JSON",
    by_keys({"Event"}, {"winlog"}, {"EventID", "Channel"}, {"EventID", "SourceName"}),
    by_line(_line),
)
