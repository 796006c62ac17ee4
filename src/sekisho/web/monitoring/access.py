"""Who may read logs and alerts, and who answers them and keeps the sources.

Logs tell who went where: only roles with a second factor carry these words.
"""

READ = "monitoring.read"
MANAGE = "monitoring.manage"
LOOK = (READ, MANAGE)
