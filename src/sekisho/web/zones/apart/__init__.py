"""What is worked on in a child process: configurations are read and proven there."""
