"""Eight rules, written as plugins, as plain floats, and for other engines: what `peers.py` compares."""
