"""What animec says to people about their files: findings with an exact place and a cure."""
