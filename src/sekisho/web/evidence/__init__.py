"""The ledger's rows, and the only writer of them."""
