"""The Bot API, stricter than the provider where a wrong call would otherwise pass unseen."""
