"""Export: a plan's film as the texts that editing programs and players read."""
