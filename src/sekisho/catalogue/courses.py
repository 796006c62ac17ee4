"""Courses as data: pages to read and a quiz, one pair of files a course.

`courses/<id>.yaml` has titles and questions, `courses/<id>.md` the pages (`marked`). An edition of
a course is known by the digest of both files: who completed a course completed these very words.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.errors import CatalogueError
from sekisho.catalogue.files import COURSE_FILES, data_folder, read_mapping
from sekisho.catalogue.marked import Page, read_pages
from sekisho.catalogue.model import Text

WHOLE = 100  # per cent


@dataclass(frozen=True, slots=True)
class CourseSource:
    """What a course's facts rest on; `confirmed`: it was read in the original."""

    title: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question with one right choice (`answer`, counted from 0) and why it is right."""

    id: str
    words: str
    choices: tuple[str, ...]
    answer: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Course:
    """A course: `minutes` it takes, `pass_percent` of the questions to be answered right."""

    id: str
    title: Text
    summary: Text
    minutes: int
    pass_percent: int
    sources: tuple[CourseSource, ...]
    pages: tuple[Page, ...]
    questions: tuple[QuizQuestion, ...]
    digest: str  # SHA-256 of both files, hexadecimal

    @property
    def needed(self) -> int:
        """How many questions must be answered right; rounded up, in favour of knowing."""
        return -(-len(self.questions) * self.pass_percent // WHOLE)

    def score(self, answers: Mapping[str, int]) -> int:
        """Return how many questions, by id, were answered right; a missing answer is wrong."""
        return sum(answers.get(each.id) == each.answer for each in self.questions)


@cache
def load_courses() -> Mapping[str, Course]:
    """Return the courses of this installation by id; they are read once per process."""
    return read_courses(data_folder())


def read_courses(folder: Traversable) -> Mapping[str, Course]:
    """Read all courses from a folder laid out like `data/`. Raises CatalogueError."""
    found: dict[str, Course] = {}
    for name in COURSE_FILES:
        course = _course(folder, name)
        if name != f"courses/{course.id}.yaml":
            raise CatalogueError(name, course.id, "the id is not the name of the file")
        found[course.id] = course
    return MappingProxyType(found)


def _course(folder: Traversable, name: str) -> Course:
    entry, pages = read_mapping(folder, name), name.removesuffix("yaml") + "md"
    words = _bytes(folder, pages)
    course = Course(
        id=entry.word("id"),
        title=entry.text("title"),
        summary=entry.text("summary"),
        minutes=entry.number("minutes"),
        pass_percent=_percent(entry),
        sources=tuple(_source(each) for each in entry.entries("sources")),
        pages=read_pages(words.decode("utf-8"), pages),
        questions=_questions(entry),
        digest=_digest(_bytes(folder, name), words),
    )
    entry.done()
    return course


def _digest(*files: bytes) -> str:
    """Return the digest of the files' digests: where one ends cannot be moved."""
    return hashlib.sha256(b"".join(hashlib.sha256(each).digest() for each in files)).hexdigest()


def _bytes(folder: Traversable, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise CatalogueError(name, "file", "cannot be opened") from error


def _percent(entry: Entry) -> int:
    percent = entry.number("pass_percent")
    if percent > WHOLE:
        raise entry.error("field 'pass_percent' must be at most 100")
    return percent


def _source(entry: Entry) -> CourseSource:
    found = CourseSource(entry.word("title"), entry.flag("confirmed"))
    entry.done()
    return found


def _questions(entry: Entry) -> tuple[QuizQuestion, ...]:
    found = tuple(_question(each) for each in entry.entries("questions"))
    if len({each.id for each in found}) != len(found):
        raise entry.error("the id of a question is used twice")
    if not found:
        raise entry.error("field 'questions' is an empty list")
    return found


def _question(entry: Entry) -> QuizQuestion:
    identifier, choices, answer = entry.word("id"), entry.words("choices"), entry.number("answer")
    if len(choices) == 1 or answer > len(choices):
        raise entry.error("field 'answer' must be the number of one of several choices")
    found = QuizQuestion(
        identifier, entry.word("words"), choices, answer - 1, entry.word("explanation")
    )
    entry.done()
    return found
