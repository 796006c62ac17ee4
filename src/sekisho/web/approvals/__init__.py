"""決裁: an application, the person who decides it, and never oneself."""
