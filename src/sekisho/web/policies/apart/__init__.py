"""What is worked on in child processes: files are read, and tables written as Word files."""
