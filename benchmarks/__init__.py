"""How fast it is, against baselines measured in the same run. `python -m benchmarks` writes docs/speed.md."""
