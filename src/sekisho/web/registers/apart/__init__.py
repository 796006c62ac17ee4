"""What is worked on in child processes: files somebody sent are read there."""
