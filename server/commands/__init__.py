"""The commands of `relance`: each parses its options, calls one use case, prints its answer."""
