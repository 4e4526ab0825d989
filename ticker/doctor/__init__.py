"""What is wrong with an installation, piece by piece, and what mends it."""

from ticker.doctor.examining import examine

__all__ = ["examine"]
