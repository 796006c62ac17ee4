"""What in a mail waits for a password."""

from sekisho.sanitize import Result

_WANTED = frozenset({"password-needed", "password-wrong"})


def locked_inside(result: Result) -> int:
    """Return how many documents in a mail wait for a password."""
    own = sum(reason.code in _WANTED for reason in result.reasons)
    return own + sum(map(locked_inside, result.children))
