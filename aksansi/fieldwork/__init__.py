"""What an officer notes down without a line, beside visits."""
