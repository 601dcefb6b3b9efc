"""From the words of a prompt to what is to be drawn. Words that no table knows are left to the seed."""
