"""Where the models of a plan are on this machine, and whether they are what they say. Nothing here loads them."""
