"""The parts of the Juniper reader: the tree of statements, values, filters, policies, NAT."""
