"""The model: what a case, a prescription, an answer and an outcome are. Data only; no rule lives here."""
