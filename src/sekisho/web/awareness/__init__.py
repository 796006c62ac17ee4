"""私が守ること (article 6(5)): the clauses that bind one person, and notices that reach people."""
