"""What a cycle costs, in one run with others: ``make bench``. docs/performance.md has figures."""
