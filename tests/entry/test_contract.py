"""What every command keeps: exit codes, `--instance`, `--json`, and a word of help in Japanese."""

import argparse
import io
import json
import subprocess
import sys

import pytest

from sekisho import entry
from sekisho.entry import output
from sekisho.entry.instance import UnusableInputError
from sekisho.web.site.environment import SettingError
from sekisho.web.site.instance import NoInstanceError

OVER_AN_INSTANCE = {
    "init",
    "first-account",
    "restore-assigner",
    "sample",
    "sample-code",
    "screen",
    "status",
    "destinations",
    "serve",
    "worker",
    "ledger verify",
    "zones",
}
JSON = {
    "collect status",
    "detect",
    "mailgate held",
    "mailgate status",
    "separation changes",
    "policy outline",
    "policy compare",
    "sanitize",
    "separation verify",
    "separation probe",
    "separation probe-judge",
    "ledger verify",
    "status",
}


def leaves(parser, name=()):
    """Yield each command that does something: its words, its parser, its line of help."""
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    for group in groups:
        told = {each.dest: each.help for each in group._choices_actions}
        for word, child in group.choices.items():
            deeper = list(leaves(child, (*name, word)))
            yield from deeper or [(" ".join((*name, word)), child, told.get(word))]


COMMANDS = {name: (parser, told) for name, parser, told in leaves(entry.parser())}


def options(name):
    return {word for action in COMMANDS[name][0]._actions for word in action.option_strings}


@pytest.fixture
def command(monkeypatch):
    """Make `sekisho` run a function of ours, and return its exit code."""

    def with_function(function):
        parser = argparse.ArgumentParser()
        parser.set_defaults(run=function)
        monkeypatch.setattr(entry, "parser", lambda: parser)
        return entry.main([])

    return with_function


def raising(error):
    def run(_args):
        raise error

    return run


class TestEveryCommand:
    @pytest.mark.parametrize("name", sorted(COMMANDS))
    def test_it_runs_something_and_is_told_in_one_japanese_line(self, name):
        parser, told = COMMANDS[name]
        assert callable(parser.get_default("run"))
        assert told
        assert "\n" not in told
        assert any("\u3040" <= letter <= "\u9fff" for letter in told)

    def test_exactly_those_over_an_instance_take_one(self):
        assert {name for name in COMMANDS if "--instance" in options(name)} == OVER_AN_INSTANCE

    def test_exactly_those_with_a_result_for_machines_print_json(self):
        assert {name for name in COMMANDS if "--json" in options(name)} == JSON


class TestExitCodes:
    @pytest.mark.parametrize("code", [0, 1, 2, 3, 4])
    def test_what_a_command_says_is_the_exit_code(self, command, code):
        assert command(lambda _args: code) == code

    @pytest.mark.parametrize(
        "error", [NoInstanceError("無い"), SettingError("誤り"), UnusableInputError("読めない")]
    )
    def test_what_was_given_wrongly_is_2_and_said_without_a_traceback(self, command, capsys, error):
        assert command(raising(error)) == 2
        shown = capsys.readouterr()
        assert (shown.out, shown.err) == ("", f"{error}\n")

    @pytest.mark.parametrize(
        "error", [RuntimeError("x"), KeyError("x"), OSError("x"), MemoryError(), RecursionError()]
    )
    def test_whatever_else_goes_wrong_is_70_and_never_1(self, command, capsys, error):
        assert command(raising(error)) == 70
        shown = capsys.readouterr()
        assert shown.out == ""
        assert type(error).__name__ in shown.err
        assert "開発元に知らせてください" in shown.err

    def test_being_interrupted_is_not_swallowed(self, command):
        with pytest.raises(KeyboardInterrupt):
            command(raising(KeyboardInterrupt()))


class TestOutput:
    def test_a_terminal_that_cannot_show_japanese_gets_escapes_not_an_error(self, monkeypatch):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
        output.put(json.dumps({"条文": "一"}, ensure_ascii=False))
        assert raw.getvalue() == b'{"\\u6761\\u6587": "\\u4e00"}\n'
        assert json.loads(raw.getvalue()) == {"条文": "一"}

    def test_a_reader_who_leaves_early_sees_no_error(self, tmp_path):
        file = tmp_path / "policy.txt"
        articles = "".join(f"{n} 条\n\n第{n}の対策を講じる。\n\n" for n in range(1, 3000))
        file.write_text(f"見本の情報セキュリティ基本方針\n\n{articles}", "utf-8")
        command = [sys.executable, "-m", "sekisho.entry", "policy", "outline", str(file)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdout=pipe, stderr=pipe) as reading:
            assert reading.stdout is not None
            assert reading.stderr is not None
            reading.stdout.read(100)
            reading.stdout.close()
            assert reading.stderr.read() == b""
            assert reading.wait(timeout=60) == 0
