"""The referee: how well weights follow prompts and keep pictures, in figures that anybody can measure again."""
