"""Work done in confined processes: it knows no Django and no other room."""
