"""Opening files nobody here wrote: what they are, whether they are safe, their cells."""
