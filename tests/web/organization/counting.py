"""How many queries something costs."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(call, *args):
    """Return how many queries the call makes."""
    with CaptureQueriesContext(connection) as made:
        call(*args)
    return len(made)
