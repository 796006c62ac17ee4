"""Pages of the zones: the map, the design, devices, verdicts, rules."""
