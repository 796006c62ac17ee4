"""Documents, clauses, editions, publication, pledge of compliance (遵守の確認)."""
