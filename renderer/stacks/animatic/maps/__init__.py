"""Control maps of boards: sketches by image processing, from the pixels of a picture alone."""
