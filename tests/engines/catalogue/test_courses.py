"""The courses: whole, readable, and refused by name when a file does not fit."""

import hashlib
import re
import shutil
from importlib.resources import as_file

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue import Block, CatalogueError, Span, load_courses, read_courses
from sekisho.catalogue.files import COURSE_FILES, data_folder
from sekisho.catalogue.marked import read_pages

COURSES = load_courses()
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龥]")
EACH = pytest.mark.parametrize("course", COURSES.values(), ids=list(COURSES))


@pytest.fixture
def folder(tmp_path):
    with as_file(data_folder()) as source:
        shutil.copytree(source / "courses", tmp_path / "courses")
    return tmp_path


def _refused(folder, name="courses/media.yaml", change=None, text=None):
    path = folder / name
    if change is not None:
        raw = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        change(raw)
        text = yaml.dump(raw, Dumper=yaml.CSafeDumper, allow_unicode=True)
    path.write_text(text, "utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_courses(folder)
    return str(caught.value)


def test_the_six_courses_every_body_needs_are_there():
    assert [each.title.ja for each in COURSES.values()] == [
        "基本方針の要点",
        "メールと標的型攻撃",
        "媒体と持出し",
        "個人番号の取扱い",
        "事故の初動",
        "SNSの利用",
    ]


def test_the_pages_are_exactly_those_of_the_courses():
    with as_file(data_folder()) as source:
        there = {path.name for path in (source / "courses").iterdir()}
    assert there == {f"{each}.{ext}" for each in COURSES for ext in ("yaml", "md")}


@EACH
def test_a_course_has_six_to_ten_short_pages_and_five_to_eight_questions(course):
    assert 6 <= len(course.pages) <= 10
    assert 5 <= len(course.questions) <= 8
    for page in course.pages:
        words = sum(len(s.text) for b in page.blocks for line in b.lines for s in line)
        assert 80 <= words <= 400, page.title


@EACH
def test_nobody_passes_by_always_choosing_the_same_place(course):
    same = [course.score({q.id: place for q in course.questions}) for place in range(3)]
    assert max(same) < course.needed


@EACH
def test_every_question_is_explained_and_its_choices_differ(course):
    for question in course.questions:
        assert len(question.choices) >= 3
        assert len(question.explanation) >= 25, question.id
        assert question.explanation.endswith("。")
        assert len(set(question.choices)) == len(question.choices)


@EACH
def test_titles_and_summaries_are_in_both_languages_and_facts_name_their_source(course):
    for text in (course.title, course.summary):
        assert JAPANESE.search(text.ja)
        assert not JAPANESE.search(text.en)
    assert course.sources
    assert any(each.confirmed for each in course.sources)


@EACH
def test_the_digest_is_that_of_both_files(course):
    folder = data_folder() / "courses"
    parts = [(folder / f"{course.id}.{ext}").read_bytes() for ext in ("yaml", "md")]
    plain = hashlib.sha256(b"".join(hashlib.sha256(each).digest() for each in parts))
    assert course.digest == plain.hexdigest()


def test_a_changed_word_is_another_edition(folder):
    path = folder / "courses" / "media.md"
    path.write_text(path.read_text("utf-8").replace("USBメモリ一本", "USBメモリ二本"), "utf-8")
    changed = read_courses(folder)
    assert changed["media"].digest != COURSES["media"].digest
    assert changed["my-number"] == COURSES["my-number"]


@pytest.mark.parametrize(
    ("percent", "needed"), [(100, 6), (80, 5), (84, 6), (50, 3), (51, 4), (1, 1)]
)
def test_how_many_are_needed_is_rounded_up(folder, percent, needed):
    path = folder / "courses" / "media.yaml"
    text = path.read_text("utf-8").replace("pass_percent: 80", f"pass_percent: {percent}")
    path.write_text(text, "utf-8")
    assert read_courses(folder)["media"].needed == needed


@given(st.data())
def test_the_score_counts_right_answers_and_nothing_else(data):
    course = data.draw(st.sampled_from(list(COURSES.values())))
    answers = data.draw(
        st.dictionaries(
            st.sampled_from([q.id for q in course.questions] + ["unknown"]),
            st.integers(-1, 5),
        )
    )
    right = {q.id: q.choices[q.answer] for q in course.questions}
    counted = 0
    for q in course.questions:
        chosen = answers.get(q.id, -1)
        if 0 <= chosen < len(q.choices) and q.choices[chosen] == right[q.id]:
            counted += 1
    assert course.score(answers) == counted


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda raw: raw.update(id="other"), "not the name of the file"),
        (lambda raw: raw.update(colour="red"), "colour"),
        (lambda raw: raw.update(minutes=0), "minutes"),
        (lambda raw: raw.update(pass_percent=101), "pass_percent"),
        (lambda raw: raw.pop("summary"), "summary"),
        (lambda raw: raw.update(questions=[]), "questions"),
        (lambda raw: raw["sources"][0].pop("confirmed"), "confirmed"),
        (lambda raw: raw["questions"].append(raw["questions"][0]), "used twice"),
        (lambda raw: raw["questions"][0].update(answer=4), "answer"),
        (lambda raw: raw["questions"][0].update(choices=["一つ"], answer=1), "answer"),
        (lambda raw: raw["questions"][0].update(hint="x"), "hint"),
        (lambda raw: raw["questions"][0].pop("explanation"), "explanation"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(folder, change, word):
    assert word in _refused(folder, change=change)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("前書き\n\n## 題\n本文\n", "title"),
        ("## 題\n", "empty"),
        ("## \n本文\n", "title"),
        ("## **題**\n本文\n", "title"),
        ("## 題\n<script>\n", "'<'"),
        ("## 題\n[名](x)\n", "'['"),
        ("## 題\nhttps://example.jp\n", "https:"),
        ("## 題\n### 小見出し\n", "'#'"),
        ("## 題\n**開いたまま\n", "not closed"),
        ("## 題\n- 一\n二\n", "two kinds"),
        ("## 題\n1. 一\n3. 三\n", "two kinds"),
    ],
)
def test_pages_that_are_not_of_the_small_markdown_are_refused(folder, text, word):
    assert word in _refused(folder, "courses/media.md", text=text)


def test_a_course_without_its_pages_is_refused(folder):
    (folder / "courses" / "media.md").unlink()
    with pytest.raises(CatalogueError, match=r"media\.md.*cannot be opened"):
        read_courses(folder)


def test_blocks_are_read_as_they_are_written():
    (page,) = read_pages("## 題\n一**二**三\n続き\n\n- い\n- ろ\n\n1. は\n2. に\n\n> ほ\n", "x.md")
    assert page.title == "題"
    assert page.blocks == (
        Block("paragraph", ((Span("一"), Span("二", strong=True), Span("三続き")),)),
        Block("list", ((Span("い"),), (Span("ろ"),))),
        Block("steps", ((Span("は"),), (Span("に"),))),
        Block("note", ((Span("ほ"),),)),
    )


@given(st.lists(st.text("あいう漢字 ", min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_no_word_of_a_list_is_lost(words):
    (page,) = read_pages("## 題\n" + "\n".join(f"- {each}" for each in words), "x.md")
    (block,) = page.blocks
    found = ["".join(span.text for span in line) for line in block.lines]
    assert [each.strip() for each in found] == [each.strip() for each in words]


def test_the_files_are_listed_in_the_order_they_are_shown():
    assert [f"courses/{each}.yaml" for each in COURSES] == list(COURSE_FILES)
