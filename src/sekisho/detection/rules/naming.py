"""What names in rules mean here: fields of the makers, and which events a log source has.

A field is the maker's own field of that name; where the event has none, the column that says the
same. A log source that is not listed is not evaluable: its rules are named, never silently empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis.expr.types as ir
from ibis import coalesce, literal

_COLUMNS = """
source_ip: src_ip SourceIp IpAddress SourceAddress c-ip id.orig_h srcip source_ip
source_port: src_port SourcePort id.orig_p source_port
destination_ip: dst_ip dest_ip DestinationIp DestAddress id.resp_h dstip r-ip destination_ip
destination_port: dst_port dest_port DestinationPort id.resp_p destination_port
destination_domain: DestinationHostname destination_domain
url_domain: cs-host r-dns url_domain
url_original: c-uri cs-uri url url_original
http_request_method: cs-method http_request_method
http_response_status_code: sc-status http_response_status_code
user_agent_original: c-useragent cs-user-agent user_agent_original
user_name: cs-username user User TargetUserName user_name
dns_question_name: query QueryName dns_question_name
dns_question_type: record_type dns_question_type
event_code: EventID event_code
process_executable: Image process_executable
process_parent_executable: ParentImage process_parent_executable
process_command_line: CommandLine process_command_line
event_action: action event_action
host_name: host host_name
event_outcome: event_outcome
network_transport: network_transport
email_from_address: email_from_address
email_to_address: email_to_address
email_local_id: email_local_id
event_category: event_category
"""
# The column that says what a maker's field says, by the field's name in published rules.
COLUMN_OF: Mapping[str, str] = {
    name: column
    for column, _, names in (line.partition(": ") for line in _COLUMNS.split("\n") if line)
    for name in names.split()
}
KEY_OF: Mapping[str, str] = {
    name: f"{column}_key" for name, column in COLUMN_OF.items() if column.endswith("_ip")
}
_SYSMON, _SECURITY = "Microsoft-Windows-Sysmon/Operational", "Security"


@dataclass(frozen=True, slots=True)
class Events:
    """The events of a log source: every set named must hold the event's value."""

    datasets: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    dns: bool = False

    def of(self, events: ir.Table) -> ir.BooleanValue:
        """Return which events these are; what an event does not say is no match."""
        found: ir.BooleanValue = literal(True)  # noqa: FBT003
        for column, values in (
            ("event_dataset", self.datasets),
            ("event_category", self.categories),
            ("event_code", self.codes),
            ("event_provider", self.channels),
            ("event_action", self.actions),
        ):
            if values:
                found &= coalesce(events[column].isin(values), False)
        return found & events.dns_question_name.notnull() if self.dns else found


def _windows(codes: str = "", *channels: str) -> Events:
    return Events(datasets=("windows",), codes=tuple(codes.split()), channels=channels)


def _zeek(log: str) -> Events:
    return Events(datasets=("zeek",), actions=(log,))


_BY_CATEGORY: Mapping[str, Events] = {
    "process_creation": _windows("1 4688", _SYSMON, _SECURITY),
    "network_connection": _windows("3", _SYSMON),
    "dns_query": _windows("22", _SYSMON),
    "file_event": _windows("11", _SYSMON),
    "image_load": _windows("7", _SYSMON),
    "registry_set": _windows("13", _SYSMON),
    "proxy": Events(datasets=("squid", "icap", "screen"), categories=("web",)),
    "webserver": Events(categories=("web",)),
    "firewall": Events(
        datasets=("netfilter", "ulogd", "conntrack", "fortigate", "yamaha"), categories=("network",)
    ),
    "dns": Events(dns=True),
    "mail": Events(categories=("email",)),
    "authentication": Events(categories=("authentication",)),
    "network": Events(categories=("network",)),
    "ids": Events(datasets=("suricata",), actions=("alert",)),
}
_BY_SERVICE: Mapping[tuple[str, str], Events] = {
    ("windows", "security"): _windows("", _SECURITY),
    ("windows", "system"): _windows("", "System"),
    ("windows", "application"): _windows("", "Application"),
    ("windows", "sysmon"): _windows("", _SYSMON),
    ("windows", "powershell"): _windows("", "Microsoft-Windows-PowerShell/Operational"),
    ("linux", "sshd"): Events(datasets=("sshd",)),
    ("linux", "auth"): Events(categories=("authentication",)),
    ("linux", "syslog"): Events(datasets=("syslog",)),
    ("zeek", "conn"): _zeek("conn"),
    ("zeek", "dns"): _zeek("dns"),
    ("zeek", "http"): _zeek("http"),
    ("zeek", "x509"): _zeek("x509"),
    ("zeek", "smb_files"): _zeek("smb_files"),
    ("zeek", "dce_rpc"): _zeek("dce_rpc"),
    ("zeek", "kerberos"): _zeek("kerberos"),
    ("zeek", "rdp"): _zeek("rdp"),
}
_BY_PRODUCT: Mapping[str, Events] = {
    "windows": _windows(),
    "zeek": Events(datasets=("zeek",)),
    "suricata": Events(datasets=("suricata",)),
    "fortigate": Events(datasets=("fortigate",)),
    "yamaha": Events(datasets=("yamaha",)),
    "squid": Events(datasets=("squid",)),
    "sekisho": Events(),
}
_ON_WINDOWS = frozenset(list(_BY_CATEGORY)[:6])


def events_of(category: str | None, product: str | None, service: str | None) -> Events | None:
    """Return the events of a log source, None when nothing here is of it."""
    if service is not None:
        return _BY_SERVICE.get((product or "", service))
    if category is None:
        return _BY_PRODUCT.get(product or "")
    if category in _ON_WINDOWS and product not in {None, "windows"}:
        return None
    return _BY_CATEGORY.get(category)


def said(events: ir.Table, field: str) -> ir.StringValue:
    """Return what an event says under a rule's name of a field, as text; null when nothing."""
    own = events.fields.get(field)
    column = COLUMN_OF.get(field)
    if column is None:
        return own
    value = events[column]
    return coalesce(own, value if value.type().is_string() else value.cast("string"))


def haystack(events: ir.Table) -> ir.StringValue:
    """Return all an event says, for rules that name no field."""
    values = coalesce(events.fields.values().join("\n"), "")
    return coalesce(events.message, "").concat("\n").concat(values)
