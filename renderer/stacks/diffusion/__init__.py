"""The stacks with models: SDXL and Stable Diffusion 2, loaded by diffusers and denoised by one function of our own."""
