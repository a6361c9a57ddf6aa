"""The pytest plugin `dik_jamila`: the whole stack as fixtures, loaded only by those who ask."""
