"""The file that keeps everything: one module a question, plain functions over a `Store`."""
