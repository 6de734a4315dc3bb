"""The central bank's daily rates."""
