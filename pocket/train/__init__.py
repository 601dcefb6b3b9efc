"""How the pocket models are made: one resumable command a stage."""
