"""Tables of rules (CSV): headings in two languages, cells, order; nothing silent."""

import csv
import io
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.cli.inputs import text_of
from sekisho.separation import Config, ConfigError, Packet, Reading, State, faults, read_config
from sekisho.separation.following import follow
from sekisho.separation.packet import ICMP, TCP, UDP
from sekisho.separation.readers.table import HEADINGS, READER

ENGLISH = ("action", "source", "destination", "protocol", "destination port", "source port", "in", "out", "state", "enabled", "No.", "comment")  # fmt: skip
JAPANESE = ("動作", "送信元", "宛先", "プロトコル", "宛先ポート", "送信元ポート", "入力インターフェース", "出力インターフェース", "状態", "有効", "番号", "備考")  # fmt: skip
END = {"action": "deny", "source": "any", "destination": "any"}


def table(*rows, headings=ENGLISH, delimiter=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([row.get(heading, "") for heading in ENGLISH])
    return out.getvalue()


def device_of(text, name="rules.csv"):
    device = read_config(Config(name, text))
    assert faults(device) == ()
    return device


def row(**cells):
    base = {"action": "permit", "source": "any", "destination": "any"}
    return base | {key.replace("_", " "): value for key, value in cells.items()}


def packet(source="10.0.0.1", destination="10.9.9.9", protocol=TCP, **fields):
    base = {"iif": "lan1", "oif": "lan2", "source_port": 40000, "destination_port": 80}
    return Packet(
        family=4,
        source=int(IPv4Address(source)),
        destination=int(IPv4Address(destination)),
        protocol=protocol,
        **(base | fields),
    )


@pytest.mark.parametrize(
    ("cells", "fields", "permitted"),
    [
        ({}, {}, True),
        ({"action": "拒否"}, {}, False),
        ({"action": "Allow"}, {}, True),
        ({"source": "10.0.0.0/24"}, {}, True),
        ({"source": "10.0.0.0/255.255.255.0"}, {"source": "10.0.1.1"}, False),
        ({"source": "10.0.0.5-10.0.0.9"}, {}, False),
        ({"source": "10.0.0.0～10.0.0.9"}, {}, True),
        ({"source": "10.0.0.9、10.0.0.1"}, {}, True),
        ({"source": "１０．０．０．１"}, {}, True),
        ({"source": "すべて"}, {}, True),
        ({"source": "fd00::/16"}, {}, False),
        ({"protocol": "tcp"}, {}, True),
        ({"protocol": "tcp/udp", "destination port": "80"}, {"protocol": UDP}, True),
        ({"protocol": "6", "destination port": "79,81-90"}, {}, False),
        ({"protocol": "TCP", "source port": "40000"}, {}, True),
        ({"protocol": "icmp"}, {"protocol": ICMP}, True),
        ({"protocol": "ICMPv6"}, {"protocol": ICMP}, False),
        ({"in": "lan1", "out": "lan2"}, {}, True),
        ({"in": "lan2"}, {}, False),
        ({"state": "new"}, {}, True),
        ({"state": "確立済み"}, {}, False),
        ({"state": "確立済み"}, {"state": State.ESTABLISHED}, True),
        ({"enabled": "無効"}, {}, False),
        ({"enabled": "yes"}, {}, True),
        ({"No.": "12", "comment": "窓口の端末"}, {}, True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("headings", [ENGLISH, JAPANESE])
def test_each_cell_has_its_meaning_under_headings_of_both_languages(
    cells, fields, permitted, headings
):
    device = device_of(table({**row(), **cells}, END, headings=headings))
    assert device.not_understood == ()
    assert device.warnings == ()
    assert follow(device, packet(**fields)).permitted is permitted


@pytest.mark.parametrize(
    "cells",
    [{"source": "windowpc"}, {"source": ""}, {"destination": "10.0.0.300"}, {"source": "10.0.0.9-10.0.0.1"},
     {"protocol": "tpc"}, {"destination port": "80"}, {"protocol": "tcp", "destination port": "70000"},
     {"protocol": "tcp", "destination port": "http"}, {"protocol": "tcp,icmp", "destination port": "80"},
     {"state": "odd"}, {"enabled": "たぶん"}],
)  # fmt: skip
def test_a_cell_not_known_is_named_and_may_hold(cells):
    device = device_of(table({**row(), **cells}, END))
    (line,) = device.not_understood
    assert line.placed
    assert line.origin.line == 2
    assert follow(device, packet(), unknown_holds=True).permitted
    assert not follow(device, packet(), unknown_holds=False).permitted


@pytest.mark.parametrize("line", ["maybe,any,any", "permit,any", "permit,any,any,tcp", ",any,any"])
def test_a_row_not_known_may_do_anything(line):
    device = device_of(f"action,source,destination\n{line}\ndeny,any,any\n")
    assert [each.text for each in device.not_understood] == [line]
    assert follow(device, packet(), unknown_holds=True).permitted
    assert not follow(device, packet(), unknown_holds=False).permitted


def test_a_column_nobody_knows_is_a_condition_where_it_says_something():
    device = device_of(
        "action,source,destination,時間帯\npermit,any,any,夜間\npermit,10.0.0.1,any,\ndeny,any,any,\n"
    )
    (line,) = device.not_understood
    assert line.origin.line == 2
    assert follow(device, packet(), unknown_holds=False).permitted


def test_what_no_row_fits_may_be_permitted_and_the_table_is_asked_for_its_end():
    device = device_of(table(row(source="10.0.0.1")))
    assert [each.code for each in device.warnings] == ["table-without-end"]
    assert follow(device, packet("10.0.0.2"), unknown_holds=True).permitted
    assert not follow(device, packet("10.0.0.2"), unknown_holds=False).permitted


def test_the_first_row_that_fits_decides_and_both_families_are_read():
    device = device_of(table(row(action="deny", source="fd00::1"), row(), END))
    assert device.families == {4, 6}
    six = Packet(6, "lan1", "lan2", int(IPv6Address("fd00::1")), 1, TCP, 1, 2)
    assert not follow(device, six).permitted
    assert follow(device, packet()).permitted
    assert device_of(table(row(), END)).families == {4}


def test_later_fragments_pass_a_permit_with_ports():
    device = device_of(table(row(protocol="tcp", destination_port="80"), END))
    assert follow(device, packet(fragment=True)).permitted
    assert not follow(device, packet(destination_port=81)).permitted


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_files_of_both_encodings_and_of_any_delimiter_are_read(tmp_path, encoding, delimiter):
    path = tmp_path / "rules.csv"
    path.write_bytes(
        table(row(comment="中継"), END, headings=JAPANESE, delimiter=delimiter).encode(encoding)
    )
    device = device_of(text_of(path, 1 << 20))
    assert device.not_understood == ()
    assert device.coverage.lines == device.coverage.understood == 3


def test_a_row_over_several_lines_and_comments_keep_the_lines_count():
    device = device_of(
        'action,source,destination\n# 古い\n\npermit,"10.0.0.1\n10.0.0.2",any\noops,any,any\n'
    )
    assert [each.origin.line for each in device.chains["rows"].rules] == [4, 6]
    assert follow(device, packet("10.0.0.2")).permitted


def test_without_its_headings_it_is_no_table():
    for text in (
        "action,source\npermit,any\n",
        "a,b,c\n1,2,3\n",
        "action,source,source,destination\n",
    ):
        with pytest.raises(ConfigError):
            read_config(Config("x.csv", text))


def test_no_heading_stands_for_two_columns():
    names = [name for names in HEADINGS.values() for name in names]
    assert len(names) == len(set(names))


rows = st.fixed_dictionaries(
    {
        "action": st.sampled_from(["permit", "deny"]),
        "source": st.sampled_from(["any", "10.0.0.0/30", "10.0.0.1", "10.0.0.2-10.0.0.7"]),
        "protocol": st.sampled_from(["", "tcp", "udp"]),
        "enabled": st.sampled_from(["", "有効", "無効"]),
    }
)
_SOURCES = {"any": range(1 << 32), "10.0.0.0/30": range(4), "10.0.0.1": (1,), "10.0.0.2-10.0.0.7": range(2, 8)}  # fmt: skip


@given(st.lists(rows, max_size=6))
def test_rows_decide_as_the_first_enabled_one_that_fits(made):
    device = device_of(table(*({**each, "destination": "any"} for each in made), END))
    for number in (0, 1, 2, 5, 7, 9):
        for protocol, name in ((6, "tcp"), (17, "udp")):
            hits = (each["action"] == "permit" for each in made if each["enabled"] != "無効"
                    and number in _SOURCES[each["source"]] and each["protocol"] in {"", name})  # fmt: skip
            found = packet(
                str(IPv4Address(int(IPv4Address("10.0.0.0")) + number)), protocol=protocol
            )
            assert follow(device, found).permitted is next(hits, False)


@given(st.text(max_size=300) | st.text(alphabet='a,"\n;#許可any ', max_size=200))
def test_no_text_makes_the_reader_fall_over_or_lose_a_row(text):
    device = READER.read(Config("x", f"action,source,destination\n{text}"), Reading())
    assert faults(device) == ()
    assert device.coverage.understood + len(device.not_understood) == device.coverage.lines
