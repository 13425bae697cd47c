"""How large a test is: small enough for every commit, or as large as the product must bear."""

import os

FULL = os.environ.get("CAB_TEST_SIZE") == "full"
"""Whether to test at full size, as `make soak` does."""
LENIENCE = 1 if FULL else 5
"""How often a time that is promised may be taken: before a commit machines are shared, and much else runs beside."""
