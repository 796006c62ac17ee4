"""The verifier's eyes are other eyes: it shares no code with what it judges, and it stays small."""

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.engines.sanitize.direct import clean

import sekisho.sanitize
from sekisho.sanitize import VECTORS
from sekisho.sanitize.confinement import LIGHT_FORMATS, LIGHT_OUTPUTS, PRELOAD
from sekisho.sanitize.flow import verifying
from sekisho.sanitize.kinds import KINDS
from sekisho.sanitize.outputs import OUTPUTS
from sekisho.sanitize.rebuild import job, lightjob, rehearsal
from sekisho.sanitize.rebuild.job import BY_FORMAT as REBUILDERS
from sekisho.sanitize.verify import job as verify_job
from sekisho.sanitize.verify import judging
from sekisho.sanitize.verify import lightjob as light_verifier
from sekisho.sanitize.verify.job import BY_FORMAT as VERIFIERS

ROOM = Path(sekisho.sanitize.__file__).parent
SOURCE = ROOM.parents[1]
VERIFY, REBUILD = "sekisho.sanitize.verify", "sekisho.sanitize.rebuild"
MOST_LINES = 2_500
# Standard readers of whole formats: a fault in one must not blind both sides.
READERS = {"bz2", "csv", "email", "gzip", "html", "json", "lzma", "tarfile", "zipfile"}
XML_READERS = {"xml.dom", "xml.etree", "xml.sax"}
LIBRARIES = frozenset(
    ("lxml", "msoffcrypto", "olefile", "pikepdf", "PIL", "pi_heif", "pypdfium2", "resvg_py")
)


def modules(room: str) -> dict[str, ast.Module]:
    """Return the syntax trees of a room's modules by their dotted names."""
    folder = SOURCE.joinpath(*room.split("."))
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text("utf-8"))
    return found


def imports(tree: ast.AST) -> Iterator[str]:
    """Give the dotted names a module may be importing; `from a import b` gives a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def reached(start: str) -> set[str]:
    """Return the modules of ours that a room reaches, over all steps."""
    everything = modules("sekisho")
    waiting, seen = [name for name in everything if within(name, start)], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        waiting += [other for other in imports(everything[name]) if other in everything]
    return seen


def test_a_verifier_imports_the_standard_library_and_verifiers_only():
    for module, tree in modules(VERIFY).items():
        for name in imports(tree):
            own = within(name, VERIFY)
            standard = name.partition(".")[0] in sys.stdlib_module_names
            assert own or standard, f"{module}: {name}"


def test_the_two_sides_share_no_module():
    packages = {"sekisho", "sekisho.sanitize", "sekisho.sanitize.grammar"}
    assert reached(REBUILD) & reached(VERIFY) <= packages


def test_a_verifier_reads_no_format_with_a_ready_made_reader():
    for module, tree in modules(VERIFY).items():
        assert not [name for name in imports(tree) if within(name, *READERS, *XML_READERS)], module


def test_a_verifying_process_has_no_parsing_library_in_memory():
    program = f"import sys, {VERIFY}.job; print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()
    assert f"{VERIFY}.job" in said
    assert not {name.partition(".")[0] for name in said} & LIBRARIES
    assert not [name for name in said if within(name, REBUILD)]


def test_the_verifiers_together_stay_readable_in_a_day():
    folder = SOURCE.joinpath(*VERIFY.split("."))
    lines = sum(len(p.read_text("utf-8").splitlines()) for p in folder.rglob("*.py"))
    assert 0 < lines <= MOST_LINES


def test_nothing_is_imported_late():
    """A confined job cannot open files: a late import would fail there and nowhere else."""
    for room in (VERIFY, REBUILD):
        for module, tree in modules(room).items():
            for function in ast.walk(tree):
                if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                    continue
                late = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
                assert not late, f"{module}:{function.lineno}"
                called = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
                assert not called & {"__import__", "import_module", "importlib"}, module


def test_every_kind_that_is_rebuilt_has_a_rebuilder():
    wanted = {kind.format for kind in KINDS if kind.fate == "rebuild"}
    assert wanted - REBUILDERS.keys() == set()


def test_every_output_has_a_verifier_and_no_verifier_is_idle():
    assert OUTPUTS.keys() == VERIFIERS.keys()


def test_every_published_vector_is_named_where_it_is_decided():
    """Those dropped without a word have no place that names them; every other one has."""
    unnamed = set(VECTORS) - set(_named())
    assert unnamed == {vector.id for vector in VECTORS.values() if vector.action == "dropped"}


def _named() -> Iterator[str]:
    """Give the ids some line of the room names: whole, or put together from words beside it."""
    for path in ROOM.rglob("*.txt"):
        if path.name != "vectors.txt":
            words = set(re.findall(r"[a-z0-9.\-]+", path.read_text("utf-8")))
            yield from VECTORS.keys() & words
    for tree in modules("sekisho.sanitize").values():
        words = set(_words(tree))
        yield from VECTORS.keys() & words
        for pattern in _put_together(tree):
            for vector in VECTORS:
                match = re.fullmatch(pattern, vector)
                if match and words.issuperset(match.groups()):
                    yield vector


def _words(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"[a-z0-9.\-]+", node.value)


def _put_together(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(v.value) if isinstance(v, ast.Constant) else "([a-z0-9-]+)"
                for v in node.values
            ]
            if re.search(r"[a-z]\\\.|\\\.[a-z]", "".join(parts)):
                yield "".join(parts)


def test_the_light_server_reads_what_is_sent_to_it_and_loads_no_library_of_pictures_or_pages():
    assert set(lightjob.BY_FORMAT) == LIGHT_FORMATS
    program = f"import sys, {REBUILD}.lightjob; print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()
    assert not LIBRARIES.intersection(said) - {"olefile"}


def test_servers_rehearse_documents_that_cross():
    """What is held or refused would make little ready; no server notices, so a test must."""
    for module in (lightjob, job):
        module.rehearse()
    assert verify_job.verify(judging._MAIL) == judging.VERIFIED
    for format_, name, text in rehearsal._DOCUMENTS:
        assert clean(text.encode(), name).data, format_


def test_each_output_has_its_verifier_and_the_light_server_those_sent_to_it():
    assert set(verify_job.BY_FORMAT) == set(OUTPUTS)
    assert set(light_verifier.BY_FORMAT) == LIGHT_OUTPUTS
    for format_ in OUTPUTS:
        profile, function = verifying(format_)
        module, _, name = function.partition(":")
        assert module in PRELOAD[profile]
        assert format_ in importlib.import_module(module).BY_FORMAT
        assert name == "verify"


def test_the_light_verifier_loads_no_reader_of_documents():
    program = f"import sys, {VERIFY}.lightjob; print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()
    assert not {"pyexpat", f"{VERIFY}.pdf", f"{VERIFY}.docx"}.intersection(said)
