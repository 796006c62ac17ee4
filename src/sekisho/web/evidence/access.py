"""Who may see evidence, and who is asking."""

from django.http import HttpRequest

READ = "evidence.read"  # evidence, proofs and the ledger's state
WITNESS = "ledger.witness"  # make checkpoints and hand them out
ERASE = "people.manage"  # erase personal data kept beside an entry
FILES = "procedures.read"  # open files beside entries: they may show how things are done
MYNUMBER = "mynumber.read"  # entries about assets of that zone


def actor_of(request: HttpRequest) -> str:
    """Return the opaque id of the person asking (set by the organization room), for evidence."""
    return str(request.person.opaque_id)  # type: ignore[attr-defined]  # this room knows no Person
