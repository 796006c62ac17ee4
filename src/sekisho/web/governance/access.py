"""Who looks at the committee, who keeps its papers, and whose telephone number somebody may see."""

from sekisho.web.governance.models import Contact
from sekisho.web.organization.models import Person

LOOK = "status.read"
KEEP = "people.manage"  # the desk: calls meetings, writes minutes, keeps the tree of contacts
CHAIR, MEMBER = "committee-chair", "committee-member"  # roles of the catalogue
COMMITTEE = (CHAIR, MEMBER)
# Who must reach everybody when something has happened; everybody else sees whom they call.
REACHING = frozenset({"ciso", "deputy-ciso", "chief-officer", "csirt-head", "csirt-member",
                      "contact-point"})  # fmt: skip


def sees_number(reader: Person, roles: frozenset[str], contact: Contact) -> bool:
    """Whether the reader needs the number: their own, whom they call, who calls them, or all."""
    if roles & REACHING or contact.person_id == reader.pk:
        return True
    calls = contact.above is not None and contact.above.person_id == reader.pk
    return calls or any(below.person_id == reader.pk for below in contact.below.all())
