"""The facts a proposal stands on."""
