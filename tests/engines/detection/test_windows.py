"""Windows events as JSON, in the three forms programs write."""

import json

import pytest
from tests.engines.detection.reading import code, event, events, says, utc

DATA = {"TargetUserName": "sato", "TargetDomainName": "CITY", "IpAddress": "10.20.0.9", "IpPort": "50000",
        "LogonType": 3, "Status": "0xc000006d"}  # fmt: skip
TREE = {
    "Event": {
        "System": {
            "Provider": {"#attributes": {"Name": "Microsoft-Windows-Security-Auditing"}},
            "EventID": 4625,
            "Channel": "Security",
            "Computer": "dc1.city.example",
            "EventRecordID": 777,
            "TimeCreated": {"#attributes": {"SystemTime": "2026-11-30T01:00:00.123456Z"}},
        },
        "EventData": DATA,
    }
}
BEAT = {
    "@timestamp": "2026-11-30T01:00:00.123456Z",
    "winlog": {"event_id": "4625", "channel": "Security", "computer_name": "dc1.city.example", "record_id": 777,
               "provider_name": "Microsoft-Windows-Security-Auditing", "event_data": DATA},
}  # fmt: skip
FLAT = {"EventTime": "2026-11-30 10:00:00.123456", "EventID": 4625, "Channel": "Security",
        "Hostname": "dc1.city.example", "EventRecordID": 777,
        "SourceName": "Microsoft-Windows-Security-Auditing", **DATA}  # fmt: skip


@pytest.mark.parametrize("form", [TREE, BEAT, FLAT], ids=["tree", "winlogbeat", "flat"])
def test_a_failed_sign_in_is_the_same_in_every_form(form):
    says(
        "windows",
        json.dumps(form),
        stated_us=utc(2026, 11, 30, 1, 0, 0, 123456),
        event_category="authentication",
        event_action="login",
        event_outcome="failure",
        event_code="4625",
        event_provider="Security",
        host_name="dc1.city.example",
        user_name="sato",
        user_domain="CITY",
        source_ip="10.20.0.9",
        source_port=50000,
        event_id="777",
    )


@pytest.mark.parametrize("form", [TREE, BEAT, FLAT], ids=["tree", "winlogbeat", "flat"])
def test_the_names_rules_speak_of_are_kept(form):
    fields = event("windows", json.dumps(form))["fields"]
    wanted = {"EventID": "4625", "Channel": "Security", "LogonType": "3", "Computer": "dc1.city.example",
              "Provider_Name": "Microsoft-Windows-Security-Auditing"}  # fmt: skip
    assert {name: fields.get(name) for name in wanted} == wanted


def test_the_data_as_a_list_of_named_elements_is_read():
    listed = {
        "Data": [
            {"@Name": "TargetUserName", "#text": "sato"},
            {"#attributes": {"Name": "IpAddress"}, "#text": "10.0.0.1"},
        ]
    }
    form = {"Event": {**TREE["Event"], "EventData": listed}}
    says("windows", json.dumps(form), user_name="sato", source_ip="10.0.0.1")


def test_a_process_of_sysmon_is_read():
    data = {"Image": "C:\\Windows\\System32\\cmd.exe", "CommandLine": "cmd /c whoami", "ParentImage": "C:\\x.exe",
            "ProcessId": 12, "User": "CITY\\sato", "UtcTime": "2026-11-30 01:00:00.500"}  # fmt: skip
    form = {
        "EventID": 1,
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "Hostname": "pc1",
        **data,
    }
    says("windows", json.dumps(form), event_category="process", process_name="cmd.exe", process_pid=12,
         process_command_line="cmd /c whoami", process_parent_executable="C:\\x.exe",
         stated_us=utc(2026, 11, 30, 1, 0, 0, 500000), user_name="CITY\\sato")  # fmt: skip


def test_connections_and_questions_are_read():
    says("windows", json.dumps({**FLAT, "EventID": 3, "SourceIp": "10.0.0.1", "SourcePort": "1", "DestinationIp": "fd00::1",
         "DestinationPort": 443, "Protocol": "tcp", "DestinationHostname": "X.jp"}), event_category="network",
         destination_ip="fd00::1", destination_port=443, network_iana_number=6, destination_domain="x.jp",
         source_ip="10.0.0.1")  # fmt: skip
    says(
        "windows",
        json.dumps({**FLAT, "EventID": 22, "QueryName": "A.jp"}),
        dns_question_name="a.jp",
    )


@pytest.mark.parametrize(("code_", "status", "outcome"), [("4776", "0x0", "success"), ("4776", "0xC000006A", "failure"),
                                                          ("4768", "0x6", "failure"), ("4624", "", "success")])  # fmt: skip
def test_sign_ins_at_the_directory_go_by_their_status(code_, status, outcome):
    found = event("windows", json.dumps({**FLAT, "EventID": int(code_), "Status": status}))
    assert found["event_outcome"] == outcome


def test_user_data_is_read_and_odd_shapes_do_not_matter():
    system = TREE["Event"]["System"]
    for shape in ({"UserData": {"X": {"QueryName": "b.jp"}}}, {"EventData": None}, {"EventData": []}, {"EventData": {"Data": "x"}},
                  {"UserData": {"X": "y"}}, {"UserData": {}}):  # fmt: skip
        assert (
            event("windows", json.dumps({"Event": {"System": system, **shape}}))["event_code"]
            == "4625"
        )
    number = {**system, "EventID": {"#attributes": {"Qualifiers": 0}, "#text": 4624}}
    assert event("windows", json.dumps({"Event": {"System": number}}))["event_code"] == "4624"


@pytest.mark.parametrize(("line", "why"), [("{}", "no-time"), ('{"Event":5}', "no-time"), ("x", "no-json"),
                                           ('{"Event":{"System":{"EventID":1}}}', "no-time")])  # fmt: skip
def test_other_lines_are_not_understood(line, why):
    assert code("windows", line) == why


def test_an_empty_line_carries_no_event():
    assert events("windows", "") == []
