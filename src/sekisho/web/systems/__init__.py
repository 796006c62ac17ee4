"""情報システム: who has an account in each, its weaknesses and updates, its backups and drills."""
