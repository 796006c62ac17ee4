"""A list of staff as others keep it: a directory, or a table of the personnel section."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.web.organization import ldap
from sekisho.web.organization.models import Person
from sekisho.web.personnel.comparing import Known, Listed, doubles
from sekisho.web.personnel.errors import StaffListError
from sekisho.web.personnel.models import StaffDirectory
from sekisho.web.registers.errors import TableRefusedError
from sekisho.web.registers.reading import read_table

# What each column of a table may be called. Japanese: files are the body's own papers.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": (gettext_noop("職員番号"), gettext_noop("職員コード"), gettext_noop("社員番号")),
    "name": (gettext_noop("氏名"), gettext_noop("職員氏名"), gettext_noop("漢字氏名")),
    "furigana": (gettext_noop("フリガナ"), gettext_noop("カナ氏名"), gettext_noop("氏名カナ")),
    "email": (gettext_noop("メールアドレス"), gettext_noop("メール"), gettext_noop("E-mail")),
    "unit": (gettext_noop("所属"), gettext_noop("所属名"), gettext_noop("所属名称")),
    "post": (gettext_noop("職"), gettext_noop("職名"), gettext_noop("役職")),
}
LONGEST = {"number": 40, "name": 100, "furigana": 100, "email": 254, "unit": 100, "post": 100}


def from_directory(row: StaffDirectory, password: str) -> list[Listed]:
    """Return the people a directory lists. Raises LdapError, StaffListError."""
    source = ldap.Source(row.url, row.base, row.condition, row.user, row.authority)
    words = {
        "number": row.number_word,
        "name": "displayName" if row.kind == StaffDirectory.Kind.ACTIVE_DIRECTORY else "cn",
        "furigana": row.furigana_word,
        "email": "mail",
        "unit": row.unit_word,
        "post": row.post_word,
    }
    wanted = [word for word in words.values() if word]
    entries = ldap.read_entries(source, password, wanted)
    return _checked(_person({k: ldap.first(e, w) if w else "" for k, w in words.items()})
                    for e in entries)  # fmt: skip


def from_file(untrusted_data: bytes, *, name: str) -> list[Listed]:
    """Return the people a workbook or CSV lists. Raises StaffListError."""
    known = [heading for words in HEADINGS.values() for heading in words]
    try:
        table = read_table(untrusted_data, name=name, headings=known)
    except TableRefusedError as refusal:
        raise StaffListError(str(refusal)) from refusal
    places = _places(table.headings)
    if "number" not in places:
        raise StaffListError(_("「職員番号」の列がありません。この列で人を見分けます。"))
    return _checked(
        _person({key: _cell(cells, place) for key, place in places.items()})
        for _number, cells in table.rows
    )


def known_people(people: Iterable[Person]) -> list[Known]:
    """Return the people of the register as they are compared."""
    return [
        Known(
            each.pk, each.number, each.name, each.furigana, each.email, each.unit.name,
            each.post.title if each.post else "",
        )
        for each in people
    ]  # fmt: skip


def _places(headings: Sequence[str]) -> dict[str, int]:
    said = [heading.strip() for heading in headings]
    return {
        key: said.index(word)
        for key, words in HEADINGS.items()
        for word in reversed(words)
        if word in said
    }


def _cell(cells: Sequence[object], place: int) -> str:
    value = cells[place] if place < len(cells) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a workbook holds 1042 as 1042.0
    return "" if value is None or isinstance(value, dict) else str(value)


def _person(values: Mapping[str, str]) -> Listed:
    return Listed(**{key: " ".join(text.split())[: LONGEST[key]] for key, text in values.items()})


def _checked(listed: Iterable[Listed]) -> list[Listed]:
    """Return those with a staff number. Raises StaffListError for none, and for one twice."""
    found = [each for each in listed if each.number]
    if not found:
        raise StaffListError(
            _("職員番号のある人が一人もいません。読取り先や表の見出しを確かめてください。")
        )
    twice = doubles(found)
    if twice:
        raise StaffListError(
            _("職員番号「{number}」が二度出てきます。名簿を直してください。").format(
                number=twice[0]
            )
        )
    return found
