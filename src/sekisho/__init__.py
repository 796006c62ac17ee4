"""Sekisho (関所): puts an information security basic policy in force and proves it."""
