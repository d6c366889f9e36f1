"""The rule sets that ship with calciplug: one folder each, a manifest and its hooks."""
