"""Models and tables that are loaded once and asked by stages."""
