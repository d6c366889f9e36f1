"""JSON Schemas (2020-12) of the documents that calciplug reads and writes."""
