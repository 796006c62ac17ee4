"""人事異動: who joins, moves and leaves on a day, and to whom all they held passes."""
