"""What a test reads back from the ledger."""

from sekisho.web.evidence import queries


def last(subject):
    """Return kind, actor and body of the newest evidence about a subject."""
    newest = queries.history(subject)[0]
    return newest.kind, newest.actor, body(newest.index)


def body(index):
    """Return the part of a sealed entry its action gave."""
    return queries.body_of(index)["body"]


def kinds_of(subject):
    """Return the kinds of evidence about a subject, newest first."""
    return [each.kind for each in queries.history(subject)]
