"""What `policy outline` and `policy compare` promise: fields, exit codes, one JSON document."""

import argparse
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.cli import policy, policy_compare

POLICY = """見本の情報セキュリティ基本方針

1 定義

(1) 端末

電子計算機をいう。

2 対策

上記1の端末を守る。

3 教育

職員等に研修を行う。
"""
OUTLINE = {
    "title",
    "number",
    "promulgated",
    "effective",
    "issuer",
    "warnings",
    "left_out",
    "clauses",
}
CLAUSE = {"id", "label", "heading", "text", "definitions", "references", "children"}
KINDS = {"same", "changed", "added", "removed", "moved", "renumbered"}


@pytest.fixture
def sekisho(capsys):
    """Run `outline` or `compare`; return exit code, stdout and stderr."""

    def command(*words):
        parser = argparse.ArgumentParser()
        commands = parser.add_subparsers()
        policy.add_outline(commands)
        policy_compare.add_compare(commands)
        args = parser.parse_args([str(word) for word in words])
        code = args.run(args)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return command


@pytest.fixture
def write(tmp_path):
    def file(name, content):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return file


def nodes(clauses):
    for clause in clauses:
        yield clause
        yield from nodes(clause["children"])


class TestOutline:
    def test_the_document_has_at_least_the_promised_fields_at_every_node(self, sekisho, write):
        code, out, _err = sekisho("outline", write("a.txt", POLICY), "--json")
        found = json.loads(out)
        assert code == 0
        assert set(found) >= OUTLINE
        every = list(nodes(found["clauses"]))
        assert [each["id"] for each in every] == ["1", "1(1)", "2", "3"]
        assert all(set(each) >= CLAUSE for each in every)

    def test_references_name_ids_that_exist(self, sekisho, write):
        _code, out, _err = sekisho("outline", write("a.txt", POLICY), "--json")
        every = list(nodes(json.loads(out)["clauses"]))
        named = {reference for each in every for reference in each["references"]}
        assert named
        assert named <= {each["id"] for each in every}

    def test_text_and_json_tell_of_the_same_clauses(self, sekisho, write):
        file = write("a.txt", POLICY)
        _code, out, _err = sekisho("outline", file, "--json")
        _code, text, _err = sekisho("outline", file)
        for each in nodes(json.loads(out)["clauses"]):
            assert f"[{each['id']}]" in text


class TestFailing:
    BAD = {
        "empty": b"",
        "binary": b"\x00\xff\xfe\x00" * 50,
        "zip": b"PK\x03\x04 no archive",
        "no clause": "ただの文。".encode(),
        "cut pdf": b"%PDF-1.7\n%%EOF",
    }

    @pytest.mark.parametrize("content", BAD.values(), ids=BAD)
    @pytest.mark.parametrize("side", ["outline", "old", "new"])
    def test_what_is_no_policy_is_3_with_one_error_document_whichever_side(
        self, sekisho, write, content, side
    ):
        bad, good = write("bad.txt", content), write("good.txt", POLICY)
        words = {
            "outline": ("outline", bad),
            "old": ("compare", bad, good),
            "new": ("compare", good, bad),
        }[side]
        code, out, err = sekisho(*words, "--json")
        assert code == 3
        error = json.loads(out)["error"]
        assert set(error) == {"code", "message"}
        assert error["code"]
        assert "bad.txt" in error["message"]
        assert err == f"{error['message']}\n"

    @pytest.mark.parametrize("words", [("outline", "{none}"), ("compare", "{good}", "{none}")])
    def test_what_is_not_there_is_2_and_says_so_once(self, sekisho, write, tmp_path, words):
        names = {"good": write("good.txt", POLICY), "none": tmp_path / "none.txt"}
        code, out, err = sekisho(*(word.format(**names) for word in words), "--json")
        assert (code, json.loads(out)["error"]["code"]) == (2, "unreadable-file")
        assert err.count("none.txt") == 1

    def test_a_folder_is_no_file(self, sekisho, tmp_path):
        assert sekisho("outline", tmp_path)[0] == 2

    def test_without_json_a_failure_prints_nothing_on_stdout(self, sekisho, write):
        bad = write("bad.txt", b"")
        for words in (("outline", bad), ("compare", bad, bad)):
            assert sekisho(*words)[1] == ""


class TestCompare:
    def test_an_edition_compared_with_itself_is_the_same_throughout(self, sekisho, write):
        file = write("a.txt", POLICY)
        _code, out, _err = sekisho("compare", file, file, "--json")
        changes = json.loads(out)["changes"]
        assert {each["kind"] for each in changes} == {"same"}
        assert [each["old"] for each in changes] == [each["new"] for each in changes]
        assert sekisho("compare", file, file)[1].splitlines() == [f"変更なし {len(changes)}"]

    @pytest.mark.parametrize(
        ("new", "kind"),
        [
            (POLICY.replace("研修を行う", "毎年研修を行う"), "changed"),
            (POLICY + "\n4 見直し\n\n方針を見直す。\n", "added"),
            (POLICY[: POLICY.index("3 教育")], "removed"),
        ],
    )
    def test_turned_round_an_addition_is_a_removal_and_a_change_stays_one(
        self, sekisho, write, new, kind
    ):
        turned = {"added": "removed", "removed": "added", "changed": "changed"}
        old, new = write("old.txt", POLICY), write("new.txt", new)
        _code, there, _err = sekisho("compare", old, new, "--json")
        _code, back, _err = sekisho("compare", new, old, "--json")
        kinds = [{each["kind"] for each in json.loads(out)["changes"]} for out in (there, back)]
        assert kinds[0] - {"same"} == {kind}
        assert kinds[1] - {"same"} == {turned[kind]}

    def test_every_change_has_the_promised_fields(self, sekisho, write):
        old, new = write("old.txt", POLICY), write("new.txt", POLICY.replace("研修", "訓練"))
        _code, out, _err = sekisho("compare", old, new, "--json")
        for each in json.loads(out)["changes"]:
            assert set(each) >= {"kind", "old", "new", "marks"}
            assert each["kind"] in KINDS

    @pytest.mark.parametrize("form", ["--html", "--docx"])
    def test_where_nothing_can_be_written_is_2_and_nothing_is_left(
        self, sekisho, write, tmp_path, form
    ):
        file = write("a.txt", POLICY)
        before = sorted(tmp_path.iterdir())
        code, out, err = sekisho("compare", file, file, form, tmp_path / "none" / "x")
        assert (code, out) == (2, "")
        assert "書き込めません" in err
        assert sorted(tmp_path.iterdir()) == before

    @pytest.mark.parametrize("form", ["--html", "--docx"])
    def test_a_written_table_leaves_stdout_and_the_sources_alone(
        self, sekisho, write, tmp_path, form
    ):
        old, new = write("old.txt", POLICY), write("new.txt", POLICY.replace("研修", "訓練"))
        kept = old.read_bytes(), new.read_bytes()
        code, out, _err = sekisho("compare", old, new, form, tmp_path / "table")
        assert (code, out) == (0, "")
        assert (old.read_bytes(), new.read_bytes()) == kept
        assert (tmp_path / "table").stat().st_size

    def test_only_one_form_is_taken(self, sekisho, write, tmp_path):
        file = write("a.txt", POLICY)
        with pytest.raises(SystemExit) as stopped:
            sekisho("compare", file, file, "--json", "--html", tmp_path / "x")
        assert stopped.value.code == 2


words = st.text("端末対策を守る。ABC", min_size=1, max_size=200)


class TestTerminalTable:
    @given(words, st.integers(0, 60), st.integers(0, 60))
    def test_a_stretch_is_shortened_only_when_that_saves_something(self, text, head, tail):
        shown = policy_compare._shortened(text, head, tail)
        assert len(shown) <= max(len(text), head + tail + 1)
        assert shown == text or (len(shown) < len(text) and "…" in shown)
        assert shown.startswith(text[:head])
        assert shown.endswith(text[len(text) - tail :] if tail else "")

    @given(words, st.integers(0, 60))
    def test_columns_line_up_counting_wide_letters_twice(self, text, width):
        padded = policy_compare._padded(text, width)
        columns = sum(1 if each.isascii() else 2 for each in padded)
        assert padded.startswith(text)
        assert columns == max(width, sum(1 if each.isascii() else 2 for each in text))
