"""`python -m calciplug` is the command `calciplug`."""

from __future__ import annotations

from calciplug.cli import main

if __name__ == "__main__":
    main()
