"""標的型メール訓練: letters that try people, what was opened and reported; never whose it was."""
