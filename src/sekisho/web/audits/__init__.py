"""Self-inspection (自己点検), audits (監査) and review of the policy (見直し): the yearly cycle."""
