"""Word, Excel and PowerPoint documents (ECMA-376), rebuilt part by part into a new package."""
