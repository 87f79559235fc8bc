"""The pages of this app: `pages` and `complaints`."""
