"""Control: maps out of generated pictures, and the networks that steer by them."""
