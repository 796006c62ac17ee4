"""Finding things by their words, over every room, in what the reader may see."""
