"""Training: courses given to people, quizzes, group sessions, and proof of who completed."""
