"""Pages of documents, editions, clauses and pledges."""
