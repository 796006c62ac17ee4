"""The reader of door systems' files: what is a row, what is kept, and that nothing else happens."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sekisho.catalogue import load_premises
from sekisho.web.premises.doorlog import (
    REASONS,
    DoorLog,
    Layout,
    LogLimits,
    LogRefusedError,
    parse_time,
    read_door_log,
)

NOW = datetime(2026, 6, 1, 10, 0)  # noqa: DTZ001  # local, as files say it
ONE = {
    "at": "日時",
    "date": "",
    "clock": "",
    "card": "カード番号",
    "holder": "氏名",
    "door": "扉名",
    "direction": "入退",
}
TWO = {
    "at": "",
    "date": "日付",
    "clock": "時刻",
    "card": "ID",
    "holder": "",
    "door": "",
    "direction": "種別",
}
WAYS = {"entering": ("入室", "IN"), "leaving": ("退室",), "denied": ("拒否",)}
HEADINGS = "日時,カード番号,氏名,扉名,入退"


def layout(columns=None):
    return Layout(columns or ONE, **WAYS)


def read(text, *, encoding="utf-8", columns=None, **more) -> DoorLog:
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return read_door_log(data, layout(columns), now=NOW, **more)


def refused(*args, **more) -> LogRefusedError:
    with pytest.raises(LogRefusedError) as caught:
        read(*args, **more)
    return caught.value


LINE = "2026/05/29 08:50:12,000102,篠原 拓海,情報システム室,入室"


class TestRows:
    def test_a_line_is_read_cell_by_cell(self):
        (row,) = read(f"{HEADINGS}\r\n{LINE}\r\n").rows
        assert (row.line, row.text) == (2, LINE)
        assert row.at == datetime(2026, 5, 29, 8, 50, 12)  # noqa: DTZ001
        assert (row.card, row.holder, row.door, row.way) == (
            "000102",
            "篠原 拓海",
            "情報システム室",
            "in",
        )

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_encodings_and_line_ends(self, encoding, end):
        log = read(f"{HEADINGS}{end}{LINE}{end}", encoding=encoding)
        assert (len(log.rows), log.unread) == (1, ())
        assert log.rows[0].holder == "篠原 拓海"

    @pytest.mark.parametrize("delimiter", [",", "\t", ";"])
    def test_delimiters(self, delimiter):
        text = f"{HEADINGS}\n{LINE}".replace(",", delimiter)
        assert len(read(text).rows) == 1

    def test_date_and_time_in_two_columns_and_no_door(self):
        (row,) = read("種別,日付,時刻,ID\n退室,令和8年5月29日,9時5分,A-7", columns=TWO).rows
        assert (row.at, row.door, row.way) == (datetime(2026, 5, 29, 9, 5), "", "out")  # noqa: DTZ001

    def test_lines_above_the_headings_are_no_rows(self):
        log = read(f"入退室履歴\n期間,2026/05/01,2026/05/31\n\n{HEADINGS}\n{LINE}")
        assert ([row.line for row in log.rows], log.unread) == ([5], ())

    def test_headings_are_found_in_full_and_half_width(self):
        assert len(read(f"日時,ｶｰﾄﾞ番号,氏名,扉名,入退\n{LINE}").rows) == 1

    def test_quoted_cells(self):
        line = '"2026/05/29 08:50:12","000102","篠原, 拓海","情報システム室","入室"'
        assert read(f"{HEADINGS}\n{line}").rows[0].holder == "篠原, 拓海"

    @pytest.mark.parametrize(
        ("word", "way"),
        [("入室", "in"), ("ＩＮ", "in"), ("in", "in"), ("退室", "out"), ("拒否", "denied")],
    )
    def test_words_of_ways_are_matched_whole(self, word, way):
        assert read(f"{HEADINGS}\n{LINE[:-2]}{word}").rows[0].way == way

    def test_every_shipped_layout_reads_a_file_made_after_it(self):
        for shipped in load_premises().door_formats.values():
            cells = {
                "at": "2026/05/29 08:50:12",
                "date": "2026/05/29",
                "clock": "08:50:12",
                "card": "1",
                "holder": "名",
                "door": "扉",
                "direction": shipped.entering[0],
            }
            used = [key for key, name in shipped.columns.items() if name]
            text = ",".join(shipped.columns[key] for key in used) + "\n"
            text += ",".join(cells[key] for key in used)
            own = Layout(shipped.columns, shipped.entering, shipped.leaving, shipped.denied)
            (row,) = read_door_log(text.encode("cp932"), own, now=NOW).rows
            assert (row.way, row.card) == ("in", "1")


class TestUnread:
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("2026/05/29 08:50:12,000102", "columns"),
            ("きのう,000102,篠原,情報システム室,入室", "time"),
            ("2026/13/29 08:50:12,000102,篠原,情報システム室,入室", "time"),
            ("2026/05/29 25:00:00,000102,篠原,情報システム室,入室", "time"),
            ("2026/05/29,000102,篠原,情報システム室,入室", "time"),
            ("2026/06/03 08:00:00,000102,篠原,情報システム室,入室", "future"),
            ("2026/05/29 08:50:12,,篠原,情報システム室,入室", "card"),
            ("2026/05/29 08:50:12,000102,篠原,情報システム室,入場", "way"),
            ('"2026/05/29 08:50:12,000102,篠原,情報システム室,入室', "columns"),
            ("2026/05/29 08:50:12,0001\x0002,篠原,情報システム室,入室", "columns"),
        ],
    )
    def test_a_line_that_is_no_row_is_kept_with_its_reason(self, line, reason):
        log = read(f"{HEADINGS}\n{LINE}\n{line}\n{LINE}")
        (kept,) = log.unread
        assert (kept.line, kept.reason) == (3, reason)
        assert kept.text == line.replace("\x00", "\N{REPLACEMENT CHARACTER}")
        assert [row.line for row in log.rows] == [2, 4]

    def test_a_very_long_line_is_kept_cut(self):
        (kept,) = read(f"{HEADINGS}\n{LINE}{'x' * 5000}").unread
        assert (kept.reason, len(kept.text)) == ("columns", 4000)

    def test_tomorrow_by_a_wrong_clock_is_still_a_row(self):
        assert len(read(f"{HEADINGS}\n2026/06/02 09:59:59,1,,扉,入室").rows) == 1


class TestRefusals:
    @pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b",,,\n , "])
    def test_nothing(self, content):
        assert refused(content).code == "empty"

    def test_other_headings_name_the_columns_looked_for(self):
        error = refused("時間,番号\n1,2")
        assert (error.code, error.missing) == (
            "headings",
            ("日時", "カード番号", "氏名", "扉名", "入退"),
        )

    def test_headings_too_far_down(self):
        assert refused("x\n" * 30 + f"{HEADINGS}\n{LINE}").code == "headings"

    def test_bytes_of_no_encoding(self):
        assert refused(b"\x81\xff\xfd\xa0\x80").code == "encoding"
        assert refused(b"\xff\xfe\x00\xd8\x00").code == "encoding"

    def test_too_large(self):
        assert refused(f"{HEADINGS}\n{LINE}", limits=LogLimits(bytes=20)).code == "large"
        assert refused(f"{HEADINGS}\n{LINE}", limits=LogLimits(lines=1)).code == "large"


class TestTimes:
    @pytest.mark.parametrize(
        "text",
        [
            "2026/05/09 08:05:03",
            "2026-5-9 8:05:03",
            "2026.05.09 08:05:03",
            "2026-05-09T08:05:03.120",
            "令和8年5月9日 8時05分03秒",
            "R8.5.9 08:05:03",
            "R8/5/9　8:05:03",
            "20260509 080503",
            "２０２６／０５／０９ ０８：０５：０３",
            "2026/05/09(土) 08:05:03",
            "令和 8年5月9日 午前8:05:03",
        ],
    )
    def test_the_same_moment_however_written(self, text):
        assert parse_time(text) == datetime(2026, 5, 9, 8, 5, 3)  # noqa: DTZ001

    @pytest.mark.parametrize(
        ("text", "hour"), [("午前0:30", 0), ("午後0:30", 12), ("午後11:30", 23), ("午前 9:30", 9)]
    )
    def test_halves_of_the_day(self, text, hour):
        assert parse_time(f"2026/05/09 {text}").hour == hour

    def test_the_first_year_of_an_era(self):
        assert parse_time("令和元年5月1日 0:00") == datetime(2019, 5, 1)  # noqa: DTZ001
        assert parse_time("平成31年4月30日 23:59").year == 2019

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "8:05",
            "2026/05/09",
            "2026/02/30 1:00",
            "明治8年5月9日 8:05",
            "午後13:00",
            "2026/05/09 午後13:00",
            "2026/05/09 8:05 JST",
            "99999/1/1 1:00",
            "0000/01/01 01:00",
        ],
    )
    def test_what_is_no_time(self, text):
        assert parse_time(text) is None

    @given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
    def test_any_time_is_read_as_it_was_written(self, at):
        whole = at.replace(microsecond=0)
        for form in ("%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y年%m月%d日 %H時%M分%S秒"):
            assert parse_time(whole.strftime(form)) == whole


@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda text: text.encode("utf-8")))
@example(b"\xff\xfe")
@example(HEADINGS.encode() + b"\n" + b'"' * 200_000)
def test_any_bytes_are_read_or_refused(content):
    found: DoorLog | LogRefusedError
    try:
        found = read(content)
    except LogRefusedError as refusal:
        found = refusal
    if isinstance(found, DoorLog):
        assert {each.reason for each in found.unread} <= set(REASONS)
    else:
        assert found.code in {"empty", "large", "encoding", "headings"}


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=60),
        max_size=15,
    )
)
def test_every_line_below_the_headings_is_a_row_or_is_kept(lines):
    log = read("\n".join([HEADINGS, *lines]))
    told = [number for number, text in enumerate(lines, 2) if text.strip(" \t,\x00")]
    assert sorted(each.line for each in (*log.rows, *log.unread)) == told


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(2000, 1, 1), NOW + timedelta(days=1)),  # noqa: DTZ001
            st.text("0123456789ABC-", min_size=1, max_size=10),
            st.text(st.characters(exclude_categories=["C", "Z"]), max_size=10),
            st.sampled_from([("入室", "in"), ("退室", "out"), ("拒否", "denied")]),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_what_a_spreadsheet_writes_is_read_back(events):
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS.split(","))
    for at, card, holder, (word, _way) in events:
        writer.writerow([f"{at:%Y/%m/%d %H:%M:%S}", card, holder, "扉", word])
    rows = read(out.getvalue()).rows
    told = [(at.replace(microsecond=0), card, way) for at, card, _name, (_word, way) in events]
    assert [(row.at, row.card, row.way) for row in rows] == told


def test_a_hundred_thousand_lines_are_read_and_one_more_refused():
    many = "\n".join([HEADINGS, *[LINE] * 99_999])
    assert len(read(many).rows) == 99_999
    assert refused(f"{many}\n{LINE}").code == "large"
