"""The rules behind the cells: columns of domain values in, columns of results or rows out; one module a topic."""
