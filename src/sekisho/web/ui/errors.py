"""The root of every refusal a person can be told about."""


class Refused(Exception):  # noqa: N818  # the word rooms and views share: an action was refused
    """An action was refused; `str()` is a plain sentence saying why and what to do next.

    Each room derives its own; a view shows the sentence in an error banner.
    """
