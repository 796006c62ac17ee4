"""Sentences for people that others can word again: plain Japanese, with a code and figures."""

from typing import Self


class Sentence(str):
    """A plain Japanese sentence; `code` (kebab-case, stable) and `figures` say it again."""

    __slots__ = ("code", "figures")
    code: str
    figures: tuple[str, ...]

    def __new__(cls, words: str, code: str, *figures: str) -> Self:
        """Return the sentence of that code."""
        made = super().__new__(cls, words)
        made.code = code
        made.figures = figures
        return made

    def placed(self, place: str) -> "Sentence":
        """Return the sentence with its place before it."""
        return Sentence(f"{place}{self}", self.code, *self.figures)
