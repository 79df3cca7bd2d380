"""Channels a message leaves by, one file each; all hold to `port.Transport`."""
