"""The parts of `animec models`: one thing to do a file."""
