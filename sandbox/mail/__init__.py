"""A server of e-mail on loopback: strict about letters, broken on request."""
