"""The engines from a terminal; needs no Django."""
