"""JSON Schemas of a pack's files, for editors that complete and check YAML while the owner types."""
