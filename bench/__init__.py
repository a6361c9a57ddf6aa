"""Measures the service against a hand-written floor; prints ratios, judges nothing."""
