"""What is not text: spintax, and the boilerplate lines that pages put around an article."""
