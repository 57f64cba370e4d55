"""The rules of each stage, with their examples, apart from the algorithms that apply them."""
