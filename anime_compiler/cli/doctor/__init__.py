"""What the doctor looks at: packages, what can render here, where results are kept."""
