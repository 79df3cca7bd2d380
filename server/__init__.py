"""The shared office: store, imports, reports and the command line."""
