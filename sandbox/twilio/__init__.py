"""Twilio's Messages, Media and Content API with its webhooks."""
