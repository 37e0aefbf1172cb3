"""The sandbox's other side: a Twilio on loopback, and the handsets of those who call and text."""
