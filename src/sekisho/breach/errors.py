"""What can be wrong with what the engine is given."""


class BreachError(Exception):
    """Something about the facts of an incident cannot be judged."""


class FactError(BreachError):
    """A fact or an answer the rules do not know, a time without a zone, or an impossible number."""
