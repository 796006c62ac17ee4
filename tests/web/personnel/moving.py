"""A move of people for the tests of this room: the desk, and a section head who leaves."""

from datetime import UTC, date, datetime

from tests.web.factories import AT, make_person, make_unit

from sekisho.web.organization.models import Post
from sekisho.web.personnel import actions
from sekisho.web.personnel.models import Line
from sekisho.web.personnel.queries import lines_of, state_of

ON = date(2026, 10, 1)
EVE = date(2026, 9, 30)
ON_THE_DAY = datetime(2026, 9, 30, 15, 5, tzinfo=UTC)  # 00:05 in Tokyo on the day
LEAVE, CHANGE, JOIN = Line.Kind.LEAVE, Line.Kind.CHANGE, Line.Kind.JOIN


def desk(**fields):
    """Somebody who may prepare and settle moves."""
    return make_person("統括 責任者", roles=("chief-officer",), **fields)


def head(name="課長 前任", unit="給付課", title="給付課長", roles=("manager",), **fields):
    """The head of a section, in a post."""
    section = make_unit(unit)
    post = Post.objects.get_or_create(title=title, unit=section)[0]
    return make_person(name, unit=section, post=post, roles=roles, **fields)


def drawn(by, on=ON, at=AT):
    """Begin a move."""
    return actions.draw_move(title="10月1日の人事異動", on=on, by=by, at=at)


def leaving(move, person, by, successor=None, at=AT, **more):
    """Enter somebody who leaves."""
    entry = actions.Entry(LEAVE, person, successor=successor, **more)
    return actions.put_line(move=move, entry=entry, by=by, at=at)


def moving(move, person, unit, by, at=AT, **more):
    """Enter somebody who goes to another unit."""
    entry = actions.Entry(CHANGE, person, unit=unit, **more)
    return actions.put_line(move=move, entry=entry, by=by, at=at)


def joining(move, by, at=AT, **more):
    """Enter somebody who comes."""
    said = {
        "number": "N0001", "name": "新任 太郎", "furigana": "シンニン タロウ",
        "category": "regular", "unit": make_unit("給付課"),
    } | more  # fmt: skip
    return actions.put_line(move=move, entry=actions.Entry(JOIN, **said), by=by, at=at)


def things(line):
    """Return what the line's person holds, by ref."""
    return {each.ref: each for each in state_of(line).things}


def words_of(move):
    """Return per person how many things nobody has decided."""
    return {each.line.called: each.undecided for each in lines_of(move)}
