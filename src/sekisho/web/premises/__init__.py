"""Physical security: controlled areas and who enters, safeguards, disposal, stock-taking."""
