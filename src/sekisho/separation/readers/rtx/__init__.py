"""The words of Yamaha RTX configurations."""
