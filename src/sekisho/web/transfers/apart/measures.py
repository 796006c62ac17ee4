"""How large the pictures of pages are, for who draws them and who reads what was drawn."""

PAGES = 3
WIDTH, HEIGHT = 720, 1400  # of a page's picture at most
