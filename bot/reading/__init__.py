"""From a link, a file or a pasted text to one Article, or to a ReadingError that says why not."""
