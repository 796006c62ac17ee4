"""Tables by a mapping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.detection.reading import code, event, events, log, only, us, whole

from sekisho.detection import Mapping, MappingError
from sekisho.detection.readers.table import column_of

MAPPING = Mapping(
    {"送信元": "source_ip", "送信元ポート": "source_port", "宛先": "destination_ip", "量": "source_bytes",
     "名前": "dns_question_name", "プロトコル": "network_transport", "許可": "event_type"},
    ("日付", "時刻"), dataset="old-firewall",
)  # fmt: skip
HEAD = "日付,時刻,送信元,送信元ポート,宛先,量,名前,プロトコル,許可,備考"
ROW = '2026/11/30,10:00:00,10.0.0.1,51000,fd00::1,"300",A.Example.JP.,UDP,denied,"=1+1, と書く"'


def test_a_row_is_read_by_the_mapping():
    found = event("table", HEAD, ROW, mapping=MAPPING)
    wanted = {
        "stated_us": us(2026, 11, 30, 10), "time_quality": "assumed", "source_ip": "10.0.0.1", "source_port": 51000,
        "destination_ip": "fd00::1", "source_bytes": 300, "dns_question_name": "a.example.jp",
        "network_transport": "udp", "network_iana_number": 17, "event_type": "denied", "event_dataset": "old-firewall",
    }  # fmt: skip
    assert only(found, **wanted) == wanted
    assert found["fields"]["備考"] == "=1+1, と書く"


def test_headings_that_are_columns_or_ecs_names_need_no_mapping():
    opened = log(
        "time,source.ip,destination_ip,user.name\n2026-11-30T10:00:00+09:00,10.0.0.1,10.0.0.2,sato\n"
    )
    (found,), _ = whole(opened)
    assert opened.reader.kind == "table"
    assert (found["stated_us"], found["source_ip"], found["user_name"]) == (
        us(2026, 11, 30, 10),
        "10.0.0.1",
        "sato",
    )


def test_tabs_and_a_mark_at_the_beginning_are_no_trouble():
    assert (
        event("table", "\ufefftime\tsource_ip\tsource_port", "1764464400\t10.0.0.1\t9")["stated_us"]
        == 1764464400_000000
    )


def test_what_is_no_number_is_unknown_and_still_kept():
    found = event("table", HEAD, ROW.replace('"300"', "たくさん"), mapping=MAPPING)
    assert "source_bytes" not in found
    assert found["fields"]["量"] == "たくさん"


@pytest.mark.parametrize(
    ("row", "why"),
    [("a,b", "other-columns"), (ROW + ",x", "other-columns"), ('"a' + ROW, "no-row")],
)
def test_rows_of_another_form_are_not_understood(row, why):
    assert code("table", HEAD, row, mapping=MAPPING) == why


@pytest.mark.parametrize(
    "column", ["ts_us", "digest", "nothing", "source_ip_key", "event_original"]
)
def test_a_mapping_to_a_column_nobody_may_fill_is_refused(column):
    with pytest.raises(MappingError, match=column):
        events("table", HEAD, mapping=Mapping({"送信元": column}))
    assert column_of(column, None) is None


def test_a_separator_is_one_letter():
    with pytest.raises(MappingError, match="一文字"):
        events("table", HEAD, mapping=Mapping({}, delimiter="::"))


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\n\r\0")), min_size=1, max_size=6
    )
)
def test_any_cells_come_back_whole(cells):
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(["x", *cells])
    head = ",".join(f"c{n}" for n in range(len(cells) + 1))
    fields = event("table", head, out.getvalue())["fields"]
    assert fields == {f"c{n}": cell for n, cell in enumerate(("x", *cells)) if cell}
