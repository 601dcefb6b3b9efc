"""Evidence: what is written beside a render, so that anybody can check later where its pictures came from."""
