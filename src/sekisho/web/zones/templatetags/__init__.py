"""How this room's picture is put into words."""
