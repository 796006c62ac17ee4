"""Every text of the pages has its English side, and nothing on the pages is left out of it."""

import ast
import gettext as standard_gettext
import re
import struct
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from django.template import engines
from django.urls import get_resolver
from django.utils.translation import gettext, ngettext, override
from django.utils.translation.template import templatize
from tests.web.factories import client_for, make_person, make_unit
from tests.web.site.po_reader import Message, read_po

import sekisho.web
from sekisho.catalogue import load

WEB = Path(sekisho.web.__file__).parent
PO = WEB / "locale/en/LC_MESSAGES/django.po"
MO = PO.with_suffix(".mo")
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
JAPANESE = re.compile(r"[ぁ-ゖゝゞァ-ヺヽヾ㐀-䶿一-鿿々〆ヶ]")
PLACE = re.compile(r"%\(\w+\)[a-z]|%%|%[sd]|\{\w*\}")
PYTHON = sorted(path for path in WEB.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(
    path for suffix in ("html", "txt") for path in WEB.rglob(f"templates/**/*.{suffix}")
)

# Japanese that stays Japanese in the English pages.
# msgids of texts that quote a Japanese heading of a file
JAPANESE_IN_ENGLISH = {
    "UTF-8のCSV。見出しは「日時」と「内容」。同じ発信は一度だけ取り込みます。5MBまで。",
}
JAPANESE_IN_TEMPLATES = {
    ("ui/templates/ui/_language.html", "日本語"),  # each language is offered by its own name
}
# Files whose Japanese is not words of a page in the reader's language.
JAPANESE_IN_PYTHON = {
    "approvals/numbering.py": "a document number, as papers carry it",
    "governance/papers.py": "a notice of a meeting, in the form official letters have",
    "evidence/packing.py": "a text beside the evidence, in Japanese whatever the reader asks",
    "evidence/verify_package.py": "a program that leaves the product",
    "policies/actions/writing.py": "the first words of a standard, in Japanese like all of it",
    "policies/drafting.py": "the labels of Japanese documents",
    "policies/public.py": "quotes the document, in Japanese whatever the reader asks",
    "risks/registered.py": "a mark in the body's own papers",
    "registers/clocks.py": "how officials write times of day",
    "registers/days.py": "dates as they stand in files",
    "registers/workbooks.py": "how a spreadsheet shows a date",
    "registers/yesno.py": "words as they stand in files",
    "premises/doorlog.py": "words door systems write into their files",
    "premises/registered/cards.py": "headings of the body's own papers",
    "premises/registered/disposals.py": "headings of the body's own papers",
    "premises/registered/places.py": "headings of the body's own papers",
    "premises/registered/visits.py": "headings of the body's own papers",
    "site/databases.py": "read before the language is known",
    "site/environment.py": "read before the language is known",
    "site/instance.py": "read before the language is known",
    "site/sample/audits.py": "audits of the fictional body",
    "site/sample/corrections.py": "findings of the fictional body",
    "site/sample/incidents.py": "incidents of the fictional body",
    "site/sample/inspections.py": "answers of the fictional body",
    "site/sample/governance.py": "the committee of the fictional body",
    "site/sample/loading.py": "names of the fictional body",
    "site/sample/policy.py": "documents of the fictional body",
    "site/sample/maildrills.py": "mail drills of the fictional body",
    "site/sample/monitoring.py": "log sources of the fictional body",
    "site/sample/personnel.py": "the move of the fictional body",
    "site/sample/premises.py": "rooms and a door system of the fictional body",
    "site/sample/risks.py": "treatments of the fictional body",
    "site/sample/reviews.py": "the review of the fictional body",
    "site/sample/training.py": "campaigns of the fictional body",
    "site/sample/external.py": "services and accounts of the fictional body",
    "site/sample/suppliers.py": "contracts of the fictional body",
    "site/sample/suppliers_work.py": "contractors of the fictional body",
    "site/sample/systems.py": "drills of the fictional body",
    "site/sample/transfers.py": "mail of the fictional body",
    "site/sample/terminals.py": "programs on terminals of the fictional body",
    "suppliers/entering.py": "legal forms of firms, as visitors write them",
    "suppliers/actions/social.py": "headings of an archive's file",
    "suppliers/registered/contracts.py": "headings of the body's own papers",
    "suppliers/registered/external.py": "headings of the body's own papers",
    "transfers/apart/scanning.py": "the mark as it is printed on documents",
    "systems/listed.py": "words systems write into their lists of accounts",
    "systems/registered/accounts.py": "headings of the body's own papers",
    "systems/registered/weaknesses.py": "headings of the body's own papers",
    "systems/reports.py": "words backup programs write into their logs",
    "ui/dates.py": "Japanese dates; English pages use its English function",
    "ui/papers/docx_body.py": "a font's name",
    "ui/papers/docx_frame.py": "a font's name",
    "ui/papers/font.py": "not wrapped yet",
    "ui/views.py": "samples on the page of parts",
    "zones/sentences.py": "takes the place off a sentence of the engine's",
}
# The page of parts shows sample words; others name headings of files, which are Japanese papers.
SAMPLE_PAGES = {
    "/ui/",
    "/assets/files/columns/",
    "/assets/relations/columns/",
    "/maildrills/letters/",
    "/personnel/files/columns/",
    "/risks/table/columns/",
    "/suppliers/services/table/columns/",
    "/suppliers/social/table/columns/",
    "/premises/cards/table/columns/",
    "/premises/visits/table/columns/",
    "/premises/disposals/table/columns/",
    "/terminals/software/table/columns/",
    "/suppliers/table/columns/",
    "/premises/areas/table/columns/",
    "/premises/fixtures/table/columns/",
    "/premises/list/table/columns/",
    "/corrections/register/columns/",
    "/inspections/table/columns/",
    "/systems/accounts/table/columns/",
    "/systems/register/columns/",
    "/systems/weaknesses/table/columns/",
    "/terminals/register/columns/",
    "/premises/areas/table/import/",
    "/premises/doors/new/",
    "/premises/list/table/import/",
    "/suppliers/table/import/",
}
# Looks up a text that was marked with `gettext_noop` where it is written.
LOOKED_UP = {
    ("evidence/wording.py", "gettext(message)"),
    ("monitoring/sentences.py", "_(alert.what)"),
    ("monitoring/sentences.py", "_(alert.why)"),
    ("monitoring/sentences.py", "_(alert.first)"),
    ("registers/layout.py", "_(meant.heading)"),
    ("registers/reading.py", "_(reason)"),
    ("registers/templatetags/registers.py", "_(which.one_way)"),
    ("registers/templatetags/registers.py", "_(words)"),
    ("registers/templatetags/registers.py", "_(which.column(which.key).heading)"),
    ("zones/proving.py", "_(_REASONS.get(code, _REASONS['unreadable']))"),
}


def messages() -> list[Message]:
    return [each for each in read_po(PO) if each.msgid]


def relative(path: Path) -> str:
    return path.relative_to(WEB).as_posix()


def marking_calls(path: Path) -> Iterator[ast.Call]:
    code = path.read_text(encoding="utf-8")
    return calls_in(ast.parse(code)) if "gettext" in code else iter(())


def calls_in(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and name_of(node) in MARKERS | WITH_CONTEXT:
            yield node


def name_of(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def text_of(call: ast.Call) -> ast.expr:
    """The text itself: the second argument where the first is the context."""
    return call.args[1 if name_of(call) in WITH_CONTEXT else 0]


def context_of(call: ast.Call) -> str:
    return ast.literal_eval(call.args[0]) if name_of(call) in WITH_CONTEXT else ""


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def texts_in_python() -> set[tuple[str, str]]:
    """Return context and text of everything marked in the code."""
    calls = (call for path in PYTHON for call in marking_calls(path))
    return {(context_of(call), text_of(call).value) for call in calls if is_text(text_of(call))}


def texts_in_templates() -> set[tuple[str, str]]:
    """Ask Django's own reader of templates what it would hand to the extraction."""
    literal = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
    call = re.compile(rf"\b(?:n?pgettext\(({literal}), *|(?:_|n?gettext)\()({literal})", re.DOTALL)
    found = set()
    for path in TEMPLATES:
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        for context, text in call.findall(code):
            found.add((ast.literal_eval(context or '""'), ast.literal_eval(text)))
    return found


def without_marked_texts(template: str) -> str:
    """Blank out comments and everything that is translated, keeping the lines."""
    for pattern in (
        r"\{#.*?#\}",
        r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}",
        r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}",
        r"\{%\s*trans(?:late)?\s+(?:\"[^\"]*\"|'[^']*').*?%\}",
        r"_\((?:\"[^\"]*\"|'[^']*')\)",
    ):
        blank = re.compile(pattern, re.DOTALL)
        template = blank.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), template)
    return template


def unmarked_texts(path: Path) -> list[str]:
    """Return Japanese text in the code that is neither marked for translation nor a docstring."""
    code = path.read_text(encoding="utf-8")
    if not JAPANESE.search(code) and "\\u" not in code:
        return []
    tree = ast.parse(code)
    passed = {id(text) for call in calls_in(tree) for text in call.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):  # a docstring, or one below an attribute
            passed.add(id(node.value))
    return [
        node.value
        for node in ast.walk(tree)
        if is_text(node) and id(node) not in passed and JAPANESE.search(node.value)
    ]


def test_every_text_of_the_code_has_an_entry_and_no_entry_is_left_over():
    known = {(each.context, each.msgid) for each in messages()}
    written = texts_in_python() | texts_in_templates()
    assert sorted(written - known) == [], "run script/messages and translate these"
    assert sorted(known - written) == [], "run script/messages to drop these"


def test_every_text_has_an_english_side_that_somebody_looked_at():
    for each in messages():
        wanted = {0, 1} if each.plural else {0}
        assert each.texts.keys() == wanted, each.msgid
        assert all(text.strip() for text in each.texts.values()), f"no English: {each.msgid}"
        assert "fuzzy" not in each.flags, f"unsure: {each.msgid}"
        assert not each.obsolete


def test_no_text_stands_twice():
    seen = [(each.context, each.msgid) for each in messages()]
    assert len(seen) == len(set(seen))


def test_the_english_side_has_the_same_places_to_fill():
    for each in messages():
        for text in each.texts.values():
            assert set(PLACE.findall(text)) == set(PLACE.findall(each.msgid)), each.msgid


def test_the_english_side_has_the_same_markup():
    for each in messages():
        for text in each.texts.values():
            assert re.findall(r"<[^>]*>", text) == re.findall(r"<[^>]*>", each.msgid), each.msgid


def test_the_english_side_speaks_no_japanese():
    for each in messages():
        if each.msgid not in JAPANESE_IN_ENGLISH:
            for text in each.texts.values():
                assert not JAPANESE.search(text), each.msgid


def test_no_text_has_wide_punctuation_in_english():
    for each in messages():
        for text in each.texts.values():
            assert not re.search(r"[、。，．：；！？（）「」『』【】〜・]", text), each.msgid


def test_the_compiled_file_is_the_readable_one():
    with MO.open("rb") as file:
        compiled = standard_gettext.GNUTranslations(file)
    for each in messages():
        if each.context:
            assert compiled.pgettext(each.context, each.msgid) == each.texts[0]
        elif each.plural:
            for count, form in ((1, 0), (2, 1), (0, 1)):
                assert compiled.ngettext(each.msgid, each.plural, count) == each.texts[form]
        else:
            assert compiled.gettext(each.msgid) == each.texts[0]


def test_the_compiled_file_has_nothing_beside():
    header = MO.read_bytes()[:12]
    order = "<" if header[:4] == b"\xde\x12\x04\x95" else ">"
    assert struct.unpack(order + "I", header[8:12])[0] == len(messages()) + 1  # with the header


def test_the_same_texts_give_the_same_file():
    """Nothing of the time or the place of the last extraction is kept."""
    text = PO.read_text(encoding="utf-8")
    assert "POT-Creation-Date" not in text
    assert "\n#: " not in text
    assert "\n#~ " not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_shows_no_japanese_that_is_not_translated(path):
    rest = without_marked_texts(path.read_text(encoding="utf-8"))
    left = [
        line.strip()
        for line in rest.splitlines()
        if JAPANESE.search(_without_allowed(relative(path), line))
    ]
    assert left == []


def _without_allowed(name: str, line: str) -> str:
    for template, words in JAPANESE_IN_TEMPLATES:
        if template == name:
            line = line.replace(words, "")
    return line


@pytest.mark.parametrize(("name", "words"), sorted(JAPANESE_IN_TEMPLATES))
def test_what_is_excepted_is_really_there(name, words):
    assert words in without_marked_texts((WEB / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "template",
    [
        "<p>見本</p>",
        "{% translate text %}見本",
        '{% blocktranslate %}a{% endblocktranslate %}見本{% translate "b" %}',
        '<a title="見本">',
        "{# a #}見本{# b #}",
        '{{ value|default:"見本" }}',
    ],
)
def test_a_forgotten_text_would_be_found(template):
    assert JAPANESE.search(without_marked_texts(template))


@pytest.mark.parametrize(
    "template",
    [
        '{% translate "見本" %}',
        "{% translate '見本' as text %}",
        "{% blocktranslate with a=b %}見本\n{{ a }}{% endblocktranslate %}",
        '{% crumb "" _("見本") %}',
        "{# 見本 #}",
        "{% comment %}見本{% endcomment %}",
    ],
)
def test_a_translated_text_is_not_taken_for_a_forgotten_one(template):
    assert not JAPANESE.search(without_marked_texts(template))


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_only_whole_texts_are_marked_for_translation(path):
    """An f-string or a sum is never found by the extraction, and never translated."""
    wrong = [
        (call.lineno, ast.unparse(call))
        for call in marking_calls(path)
        if not is_text(text_of(call)) and not _looked_up(path, call)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_no_japanese_in_the_code_is_left_unmarked(path):
    if relative(path) in JAPANESE_IN_PYTHON:
        assert unmarked_texts(path), "nothing is left here: take it off the list"
    else:
        assert unmarked_texts(path) == []


def _looked_up(path: Path, call: ast.Call) -> bool:
    """A table of texts marked where they stand: `gettext(_WORDS[key])`, or a place listed above."""
    argument = text_of(call)
    table = isinstance(argument, ast.Subscript) and isinstance(argument.value, ast.Name)
    return table or (relative(path), ast.unparse(call)) in LOOKED_UP


def test_a_reader_who_asks_for_english_gets_it():
    with override("en"):
        assert gettext("実施中") == "In force"
        assert str(
            engines["django"].from_string('{% load i18n %}{% translate "台帳" %}').render()
        ) == ("Ledger")
        plural = next(each for each in messages() if each.plural)
        assert ngettext(plural.msgid, plural.plural, 1) != ngettext(plural.msgid, plural.plural, 2)
    with override("ja"):
        assert gettext("実施中") == "実施中"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/login/", "/no-such-page/"])
def test_an_english_page_has_no_japanese_but_the_name_of_the_other_language(client, address):
    answer = client.get(address, headers={"accept-language": "en"}, follow=True)
    page = answer.content.decode().replace("日本語", "")
    assert '<html lang="en">' in page
    assert JAPANESE.findall(page) == []


def addresses(patterns, before: str = "/") -> Iterator[str]:
    """Yield every address of the product that needs nothing filled in."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if "<" in route:
            continue
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route


ADDRESSES = sorted(set(addresses(get_resolver().url_patterns)))


@pytest.mark.django_db
def test_english_pages_of_an_empty_body_have_no_japanese():
    """Opened by somebody who holds every role; only what is answered as a page is read."""
    person = make_person("Tester", roles=tuple(load().roles), unit=make_unit("Unit"), furigana="-")
    person.account.set_password("correct horse battery")
    person.account.save()
    client = client_for(person)
    found, read = {}, 0
    for address in ADDRESSES:
        answer = client.get(address, headers={"accept-language": "en"})
        if address in SAMPLE_PAGES:
            continue
        if answer.status_code == HTTPStatus.OK and "text/html" in answer["content-type"]:
            read += 1
            page = answer.content.decode().replace("日本語", "")
            if JAPANESE.search(page):
                found[address] = JAPANESE.split(page)[0][-80:]
    assert found == {}
    assert read >= 20
