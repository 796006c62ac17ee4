"""People as a register that only goes out: they change with a move or the list of staff."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop

from sekisho.web.evidence import actions as evidence
from sekisho.web.organization import queries
from sekisho.web.organization.kinds import kinds
from sekisho.web.registers import Column, Kind, Reader, Register, Row


def _rows(reader: Reader, _locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    found = queries.find_people(reader.asked.get("q", ""))
    if "left" not in reader.asked:
        found = found.present(reader.on)
    names = {each.id: str(each) for each in kinds().values()}
    for row in found:
        yield Row(
            {
                "id": str(row.opaque_id),
                "number": row.number,
                "name": row.name,
                "furigana": row.furigana,
                "unit": row.unit.name,
                "post": row.post.title if row.post else "",
                "category": names.get(row.category, row.category),
                "email": row.email,
                "joined_on": row.joined_on,
                "left_on": row.left_on,
            }
        )


# Headings are Japanese: files are the body's own papers (decision 0008).
PEOPLE = Register(
    id="people",
    title=gettext_noop("職員等"),
    columns=(
        Column("number", gettext_noop("職員番号"), longest=40),
        Column("name", gettext_noop("氏名"), longest=100),
        Column("furigana", gettext_noop("フリガナ"), longest=100),
        Column("unit", gettext_noop("所属")),
        Column("post", gettext_noop("職")),
        Column("category", gettext_noop("身分")),
        Column("email", gettext_noop("メールアドレス"), longest=254),
        Column("joined_on", gettext_noop("着任日"), Kind.DAY),
        Column("left_on", gettext_noop("離任日"), Kind.DAY),
        Column("id", gettext_noop("識別符号"), required=True, unique=True),
    ),
    key="id",
    look=("people.manage",),
    keep=(),
    rows=_rows,
    handed_out=evidence.seal_handed_out,
    one_way=gettext_noop(
        "職員等は、人事異動の表か、名簿との照合（ディレクトリ又は人事の表）から変わります。"
    ),
)
