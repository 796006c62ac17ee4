"""Words of the catalogue in this room's pages."""
