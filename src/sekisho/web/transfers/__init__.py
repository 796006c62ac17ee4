"""Mail and files that cross between the zones: what crossed, what was held, what was released."""
