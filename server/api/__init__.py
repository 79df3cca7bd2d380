"""The HTTP service of this machine or office: parses, calls one use case, formats."""
