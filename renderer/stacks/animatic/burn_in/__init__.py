"""What is written over a finished film: where it is, what it is made of, and what it is about to do."""
