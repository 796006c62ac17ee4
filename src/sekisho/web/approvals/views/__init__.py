"""Pages of applications, permits, absences and routes."""
