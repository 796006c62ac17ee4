"""A row's number as an address tells it."""

_LONGEST = 18  # digits: what the databases hold in 64 bits


def row_number(untrusted_text: str) -> int | None:
    """Return the number of a row; None for what no row can have."""
    plain = untrusted_text.isascii() and untrusted_text.isdecimal()
    return int(untrusted_text) if plain and len(untrusted_text) <= _LONGEST else None
