"""What may be written: the kinds of values, the records they stand in, and the JSON Schema that follows from them."""
