"""Language: catalogues of phrases, the question library, and how themes are worded."""
