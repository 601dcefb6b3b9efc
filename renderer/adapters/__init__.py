"""What changes a network that is loaded: LoRA files, merged or on a curve, and IP-Adapters; functions over networks."""
