"""The parts of the nftables reader: values, conditions, statements, lines."""
