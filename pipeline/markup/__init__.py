"""What is not text: spintax, and the lines that pages put around an article."""
