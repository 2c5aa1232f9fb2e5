"""The board's server: answers in JSON and frames what the reader holds, and the page that shows it."""
