"""The house keeps its own rules: rooms, drawers, directions, access, sizes, words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.architecture.matrix import addresses, matrix

from sekisho.catalogue import load
from sekisho.web.site.checks import CHECKS
from sekisho.web.ui.access import access_of

SOURCE = Path(__file__).parents[2] / "src" / "sekisho"
ROOT = SOURCE.parents[1]
WEB = SOURCE / "web"
MATRIX = Path(__file__).parent / "access.txt"
LONGEST = 500
DRAWERS = {
    "models",
    "actions",
    "queries",
    "checks",
    "finding",
    "access",
    "errors",
    "views",
    "forms",
    "urls",
    "apps",
}
# One module per pure computation a room exists for (docs/architecture.md §2).
OWN = {
    "awareness": {"agreement", "binding", "papers", "wording"},
    "maildrills": {
        "agreement",
        "charting",
        "duties",
        "folding",
        "public_urls",
        "reach",
        "tokens",
        "wording",
        "words",
    },
    "reviews": {
        "agreement",
        "bars",
        "cycle",
        "drafting",
        "duties",
        "papers",
        "quarters",
        "triggers",
        "wording",
    },
    "governance": {"agreement", "chart", "duties", "holdings", "papers", "wording"},
    "yearplan": {"agreement", "calendar", "duties", "wording"},
    "personnel": {
        "agreement",
        "comparing",
        "duties",
        "holdings",
        "own",
        "registered",
        "staff_list",
        "wording",
    },
    "premises": {
        "agreement",
        "apart",
        "coverage",
        "doorlog",
        "duties",
        "entering",
        "holdings",
        "passages",
        "permits",
        "pictures",
        "presence",
        "registered",
        "sheets",
        "staying",
        "stock",
        "wording",
    },
    "suppliers": {
        "agreement",
        "answering",
        "chain",
        "consequences",
        "destinations",
        "duties",
        "entering",
        "external",
        "holdings",
        "mending",
        "policy",
        "registered",
        "scoring",
        "terms",
        "traffic",
        "usage",
        "wording",
    },
    "training": {"agreement", "codes", "duties", "holdings", "papers", "quiz", "reach", "wording"},
    "approvals": {
        "agreement",
        "deciding",
        "duties",
        "exemptions",
        "giving",
        "holdings",
        "kinds",
        "labels",
        "numbering",
        "papers",
        "permit_kinds",
        "presence",
        "restrictions",
        "routes",
        "routing",
        "seating",
        "standing_in",
        "subjects",
        "table",
        "templatetags",
        "things",
    },
    "controls": {
        "agreement",
        "duties",
        "exceptions",
        "exemptions",
        "faults",
        "registry",
        "status",
        "tree",
        "upcoming",
    },
    "assets": {
        "agreement",
        "filtering",
        "grading",
        "holdings",
        "labelling",
        "picture",
        "places",
        "relation_table",
        "table",
        "templatetags",
        "whereabouts",
    },
    "evidence": {
        "agreeing",
        "changes",
        "comparing",
        "consistency",
        "keys",
        "naming",
        "own_columns",
        "packing",
        "proving",
        "standing",
        "verification",
        "verify_package",
        "wording",
    },
    "incidents": {
        "agreement",
        "duties",
        "holdings",
        "papers",
        "plan_paper",
        "planning",
        "standing",
        "wording",
        "words",
    },
    "notices": {"moments"},
    "risks": {"agreement", "duties", "proposing", "registered", "weighing", "wording"},
    "organization": {
        "account_urls",
        "adapters",
        "agreement",
        "forgetting",
        "choosing",
        "kinds",
        "ldap",
        "middleware",
        "presence",
        "registered",
        "second_factor",
        "signin_forms",
        "telling",
        "templatetags",
    },
    "search": {"columns", "excerpt", "sources", "words"},
    "zones": {
        "agreement",
        "apart",
        "building",
        "consequences",
        "drawing",
        "fetching",
        "flowing",
        "keeping",
        "probing",
        "proving",
        "replaying",
        "sealed",
        "sentences",
        "templatetags",
        "wording",
        "words",
    },
    "transfers": {
        "agreement",
        "apart",
        "carrying",
        "charting",
        "consequences",
        "downloads",
        "gateway",
        "mynumber",
        "originals",
        "packing",
        "paths",
        "pictures",
        "pieces",
        "records",
        "sealed",
        "templatetags",
        "ways",
        "wording",
        "words",
    },
    "audits": {
        "agreement",
        "asking",
        "duties",
        "holdings",
        "inspection_urls",
        "papers",
        "reading",
        "registered",
        "results",
        "sampling",
        "wording",
    },
    "corrections": {"agreement", "consequences", "duties", "holdings", "registered", "wording"},
    "systems": {
        "agreement",
        "ciphering",
        "directories",
        "holdings",
        "listed",
        "machine_urls",
        "matching",
        "presence",
        "reconciling",
        "registered",
        "reports",
        "selecting",
    },
    "terminals": {
        "agreement",
        "collecting",
        "holdings",
        "identity",
        "lifts",
        "machine_urls",
        "messages",
        "posture",
        "readings",
        "registered",
        "selecting",
        "signing",
        "takeout",
    },
    "registers": {
        "apart",
        "cells",
        "clocks",
        "columns",
        "days",
        "kept",
        "layout",
        "limits",
        "numbering",
        "planning",
        "reading",
        "register",
        "sealing",
        "templatetags",
        "workbooks",
        "writing",
        "yesno",
    },
    "policies": {
        "agreement",
        "apart",
        "content_digest",
        "drafting",
        "gaps",
        "papers",
        "pledge_urls",
        "public",
        "public_urls",
        "reading",
        "rewriting",
        "wording",
    },
}


def modules() -> Iterator[Path]:
    return (p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)


def test_no_module_is_longer_than_its_limit():
    long = {
        str(p.relative_to(SOURCE)): n
        for p in modules()
        if (n := len(p.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_every_module_says_its_one_reason_in_its_first_line():
    for path in modules():
        words = ast.get_docstring(ast.parse(path.read_text("utf-8")))
        assert words, path
        assert len(words.splitlines()[0]) <= 120, path


@pytest.mark.parametrize("room", sorted(OWN))
def test_a_room_has_only_the_drawers_of_the_design(room):
    found = {
        p.stem
        for p in (WEB / room).iterdir()
        if (p.suffix == ".py" and p.stem != "__init__") or (p / "__init__.py").exists()
    }
    assert found - DRAWERS - {"migrations"} == OWN[room]


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "services", "selectors", "misc"])
def test_no_room_is_called_a_drawer_for_anything(word):
    assert [p for p in SOURCE.rglob(f"*{word}*") if "__pycache__" not in p.parts] == []


def test_foreign_keys_are_classes_and_never_strings_to_other_rooms():
    """A string would hide an import that points up."""
    for path in WEB.glob("*/models.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in {
                "ForeignKey",
                "OneToOneField",
                "ManyToManyField",
            }:
                to = call.args[0]
                assert not isinstance(to, ast.Constant) or to.value == "self", path


def test_no_room_listens_to_signals_of_our_own():
    """Only second factors enrolled through allauth are heard: its rows, not ours."""
    heard = {
        str(p.relative_to(WEB))
        for p in modules()
        if p.is_relative_to(WEB)
        and re.search(r"signals|receiver\(|\.connect\(", p.read_text("utf-8"))
    }
    assert heard <= {"organization/second_factor.py"}


def test_every_address_has_an_access_rule_and_the_matrix_is_the_committed_one():
    """People read it: `python -m tests.architecture.matrix > tests/architecture/access.txt`."""
    assert [address for address, view in addresses() if access_of(view) is None] == []
    assert matrix() == MATRIX.read_text("utf-8")


def test_every_permission_word_asked_for_is_held_by_some_role():
    asked = {word for _, view in addresses() for word in access_of(view).permissions}
    held = {word for role in load().roles.values() for word in role.permissions}
    assert asked <= held


def test_the_automatic_checks_of_the_catalogue_are_the_ones_the_product_can_run():
    automatic = {c.id for c in load().checks.values() if c.mode == "automatic"}
    assert {check.id for check in CHECKS} == automatic


def test_every_setting_is_in_the_manual():
    code = (WEB / "site" / "settings.py").read_text("utf-8") + (
        WEB / "site" / "databases.py"
    ).read_text("utf-8")
    manual = (ROOT / "docs" / "operations.md").read_text("utf-8")
    names = set(re.findall(r'"(SEKISHO_[A-Z_]+)"', code)) - {"SEKISHO_TOOLING"}
    assert {name for name in names if name not in manual} == set()


def test_every_command_is_in_the_readme_or_the_manual():
    from sekisho.entry import parser

    papers = ("README.md", "docs/operations.md")
    words = "".join((ROOT / name).read_text("utf-8") for name in papers)
    commands = parser()._subparsers._group_actions[0].choices
    assert {name for name in commands if f"sekisho {name}" not in words} == set()


def test_nothing_names_a_registry_host():
    for name in ("pyproject.toml", "requirements/run.txt", "requirements/dev.txt"):
        assert not re.search(
            r"https?://(?!github\.com/sekisho)", (ROOT / name).read_text("utf-8")
        ), name


def test_every_dependency_carries_its_reason():
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    wanting = [
        line
        for line in lines
        if re.match(r'\s+"[A-Za-z][\w.\[\]-]*[><=~]', line) and "#" not in line
    ]
    assert wanting == []
