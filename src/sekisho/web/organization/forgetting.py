"""What rooms above remember of a person: forgotten by functions handed in at start-up."""

from collections.abc import Callable

from sekisho.web.organization.models import Person

Forgetter = Callable[[Person], object]

_forgetters: list[Forgetter] = []


def install(*forgetters: Forgetter) -> None:
    """Take what forgets a person in other rooms; called once at start-up."""
    _forgetters[:] = forgetters


def forget(person: Person) -> None:
    """Let every room forget the person, whose name and address are still there.

    Raises LookupError when none was handed in: nobody is erased by half.
    """
    if not _forgetters:
        raise LookupError("nothing that forgets was handed in at start-up")
    for each in _forgetters:
        each(person)
