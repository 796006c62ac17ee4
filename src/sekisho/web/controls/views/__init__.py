"""Pages of the controls room."""
