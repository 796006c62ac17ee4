"""What this room refuses, in words for the person who asked."""

from sekisho.web.ui.errors import Refused


class NotAdmittedError(Refused):
    """An account nobody may be signed in with today; the message says whom to ask."""


class OrganizationError(Refused):
    """A change of people, roles, scope or accounts that must not be made."""


class LdapError(Refused):
    """A directory that did not answer as it should; nothing was changed."""
