"""Letters of a mail drill as data: what is sent, how hard it is to see through, what gives it away.

A letter is known by the digest of its words, so that figures of two drills can say whether people
were shown the same.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.files import data_folder, read_list
from sekisho.catalogue.model import Text

FILE = "maildrills.yaml"
HARDNESS = ("easy", "usual", "hard")
LINK = "{link}"


@dataclass(frozen=True, slots=True)
class DrillLetter:
    """A letter: `sender` is the name shown, `body` has `{link}` once, on a line of its own."""

    id: str
    title: Text
    hardness: str
    sender: str
    subject: str
    body: str
    signs: tuple[str, ...]
    digest: str  # SHA-256 of what a person receives, hexadecimal

    def written(self, link: str) -> str:
        """Return the body with one person's link."""
        return self.body.replace(LINK, link)


@cache
def load_drill_letters() -> Mapping[str, DrillLetter]:
    """Return the letters of this installation by id; they are read once per process."""
    return read_drill_letters(data_folder())


def read_drill_letters(folder: Traversable) -> Mapping[str, DrillLetter]:
    """Read the letters from a folder laid out like `data/`. Raises CatalogueError."""
    found: dict[str, DrillLetter] = {}
    for entry in read_list(folder, FILE):
        letter = _letter(entry)
        if letter.id in found:
            raise entry.error("the id is used twice")
        found[letter.id] = letter
    return MappingProxyType(found)


def _letter(entry: Entry) -> DrillLetter:
    sender, subject, body = entry.word("sender"), entry.word("subject"), entry.word("body")
    if body.splitlines().count(LINK) != 1 or body.count("{") != 1:
        raise entry.error("field 'body' must have {link} once, on a line of its own")
    if "\n" in sender + subject:
        raise entry.error("fields 'sender' and 'subject' must be one line each")
    found = DrillLetter(
        id=entry.word("id"),
        title=entry.text("title"),
        hardness=entry.one_of("hardness", HARDNESS),
        sender=sender,
        subject=subject,
        body=body,
        signs=entry.words("signs"),
        digest=hashlib.sha256(json.dumps([sender, subject, body]).encode()).hexdigest(),
    )
    entry.done()
    return found
