"""Lists of accounts as CSV: read in both encodings, each wrong row named, nothing guessed."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.systems.listed import Listed, ListError, read_csv

HEAD = "利用者ID,氏名,メールアドレス,有効,特権,種別,最終利用日\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_list_is_read_in_the_encodings_of_the_office(encoding):
    rows = "sato,佐藤 花子,sato@x.example,○,×,個人,2026/5/28\r\nkyoyo,受付,,○,,共用,\r\n"
    assert read_csv((HEAD + rows).encode(encoding)) == [
        Listed("sato", "佐藤 花子", "sato@x.example", kind="personal", last_used=date(2026, 5, 28)),
        Listed("kyoyo", "受付", kind="shared"),
    ]


def test_columns_may_stand_in_any_order_with_others_between():
    data = "mail,部署,samAccountName,Enabled\na@x.example,総務,abe,false\n".encode()
    assert read_csv(data) == [Listed("abe", email="a@x.example", enabled=False)]


def test_without_a_column_of_its_own_an_account_counts_as_enabled():
    assert read_csv(b"login\nabe\n")[0].enabled


@pytest.mark.parametrize("text", ["2026-05-28", "2026/5/28", "2026.5.28", "2026年5月28日"])
def test_days_are_read_as_people_write_them(text):
    (row,) = read_csv(f"login,最終ログイン\nabe,{text} 10:20\n".replace("日 10:20", "日").encode())
    assert row.last_used == date(2026, 5, 28)


@pytest.mark.parametrize(
    ("data", "problem", "row"),
    [
        (b"", "empty", 0),
        (b"\xff\xfe\x00", "encoding", 0),
        ("氏名\n佐藤\n".encode(), "heading", 1),
        (HEAD.encode() + ",佐藤,,,,,\r\n".encode(), "login", 2),
        (HEAD.encode() + b"a,,,,,,\r\n\r\nA,,,,,,\r\n", "twice", 4),
        (HEAD.encode() + "a,,,たぶん,,,\r\n".encode(), "flag", 2),
        (HEAD.encode() + "a,,,○,,臨時,\r\n".encode(), "kind", 2),
        (HEAD.encode() + "a,,,○,,,昨日\r\n".encode(), "day", 2),
        (HEAD.encode() + "a,,,○,,,2026-02-30\r\n".encode(), "day", 2),
        (b'login\n"a\n', "form", 0),
        (b"login\n" + b"a" * (10 * 1024 * 1024), "long", 0),
        (b"login\n" + b"\n".join(b"u%d" % n for n in range(50_001)), "long", 0),
    ],
)
def test_what_cannot_be_read_is_told_by_its_row(data, problem, row):
    with pytest.raises(ListError) as caught:
        read_csv(data)
    assert (caught.value.problem, caught.value.row) == (problem, row)


CELL = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8)


@given(st.lists(st.tuples(CELL.filter(str.strip), CELL), max_size=6))
def test_what_is_written_comes_back(rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("login", "name"), *rows])
    logins = [login.strip().casefold() for login, _name in rows]
    data = out.getvalue().encode("utf-8-sig")
    if len(set(logins)) != len(logins):
        with pytest.raises(ListError):
            read_csv(data)
        return
    assert [(row.login, row.name) for row in read_csv(data)] == [
        (login.strip(), name.strip()) for login, name in rows
    ]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_break_the_reading(data):
    for untrusted in (data, HEAD.encode() + data):
        try:
            read_csv(untrusted)
        except ListError:
            continue
