"""What people are told: page, mail, reminder."""
