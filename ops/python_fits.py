"""Says whether the Python that runs this file can carry the project; any Python 3 can read it."""

import sys

OLDEST = (3, 11)


def problem(version: "tuple[int, int]" = OLDEST) -> str:
    """Return what is missing, in words, or an empty string when all is well."""
    if sys.version_info < version:
        found = ".".join(str(part) for part in sys.version_info[:3])
        wanted = ".".join(str(part) for part in version)
        return f"Python {wanted} or newer is needed; {sys.executable} is {found}."
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return "Python's venv module is missing; on Debian: apt-get install python3-venv"
    return ""


if __name__ == "__main__":
    sys.exit(problem() or 0)
