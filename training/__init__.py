"""The labelled passages that the learned reader is trained from, and the command that trains it."""
