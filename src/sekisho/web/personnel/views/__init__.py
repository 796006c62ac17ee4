"""Pages of moves and their lines."""
