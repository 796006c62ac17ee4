"""What must be mended (是正措置), whoever found it, until another has seen it done."""
