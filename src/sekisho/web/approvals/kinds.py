"""The kinds of applications: what each is called and who may decide it. Data, not code."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sekisho.web.approvals import permit_kinds
from sekisho.web.ui.words import worded


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of application.

    `permission_to_decide` is a permission word of the catalogue's roles: its holders decide in one
    step, unless a route says more; empty for a kind that has a route anyway. Where the title itself
    is confidential, `permission_to_read` is wanted too, to see it and so to decide it. Whoever
    sealed one of `prepared_with` about the subject stands behind the application, as the applicant.
    """

    id: str
    label: str | Promise
    permission_to_decide: str = ""
    permission_to_read: str = ""
    prepared_with: tuple[str, ...] = ()

    def decidable_with(self, rights: frozenset[str]) -> bool:
        """Whether a holder of these permission words may see every application of this kind."""
        wanted = {self.permission_to_decide, self.permission_to_read} - {""}
        return bool(self.permission_to_decide) and wanted <= rights


_DRAFTING = ("edition.imported", "edition.drafted", "edition.topics")
ROUTE = "route"  # a change of a route is itself decided by another
KINDS = (
    Kind("edition", _("文書の版の決裁"), "documents.approve", prepared_with=_DRAFTING),
    # 実施手順 are for named roles; the chair of the committee decides without being one of them.
    Kind(
        "procedure-edition",
        _("実施手順の版の決裁"),
        "documents.approve",
        "procedures.read",
        _DRAFTING,
    ),
    Kind("topics", _("条文の主題の決裁"), "documents.approve"),
    Kind("procedure-topics", _("実施手順の主題の決裁"), "documents.approve", "procedures.read"),
    Kind(ROUTE, _("決裁の経路の変更")),
)

_known: dict[str, Kind] = {kind.id: kind for kind in KINDS}


class UnknownKindError(LookupError):
    """No kind has that id: a fault of the calling room, never of the user."""


def hand_in(kinds: Iterable[Kind]) -> None:
    """Add the kinds of upper rooms. Called once by `site` at start-up; an id stands once."""
    for kind in kinds:
        if permit_kinds.known(kind.id) or _known.setdefault(kind.id, kind) != kind:
            raise ValueError(f"application kind {kind.id!r} is defined twice")


def find(kind_id: str) -> Kind:
    """Return the kind of that id. Raises UnknownKindError."""
    found = known(kind_id)
    if found is None:
        raise UnknownKindError(kind_id)
    return found


def known(kind_id: str) -> Kind | None:
    """Return the kind of that id; None for one no room hands in any more."""
    permit = permit_kinds.known(kind_id)
    return Kind(permit.id, worded(permit.title)) if permit else _known.get(kind_id)


def known_ids() -> tuple[str, ...]:
    """Return every id: those of the rooms, then the kinds of permits."""
    return (*_known, *permit_kinds.all_kinds())


def preparing() -> frozenset[str]:
    """Return the kinds of entries that make somebody stand behind an application."""
    return frozenset(each for kind in _known.values() for each in kind.prepared_with)


def label_of(kind_id: str) -> str | Promise:
    """Return what the kind is called; the id itself for a kind no room hands in any more."""
    found = known(kind_id)
    return found.label if found else kind_id


def decidable_with(rights: frozenset[str]) -> frozenset[str]:
    """Return the ids of the kinds a holder of these permission words may decide."""
    return frozenset(kind.id for kind in _known.values() if kind.decidable_with(rights))
