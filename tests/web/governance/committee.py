"""A committee of four for the tests of this room."""

from datetime import timedelta

from tests.web.factories import AT, make_person

from sekisho.web.governance import actions

WHEN = AT + timedelta(days=10)
AFTER = WHEN + timedelta(hours=2)


def desk(**fields):
    return make_person("推進 担当", roles=("secretariat",), **fields)


def members():
    """A chair and three members."""
    return [make_person("議長", roles=("committee-chair",))] + [
        make_person(f"委員 {n}", roles=("committee-member",)) for n in range(3)
    ]


def called(by, when=WHEN, at=AT):
    return actions.call_meeting(
        title="委員会", when=when, place="会議室", agenda="1 改善計画", by=by, at=at
    )


def closed(meeting, by, present, deputies=None, decided=(), at=AFTER, minutes="審議した。"):
    return actions.close_meeting(
        meeting=meeting, minutes=minutes, present=present, deputies=deputies or {},
        decided=decided, by=by, at=at,
    )  # fmt: skip
