"""The drill: traffic replayed through the real walks, on a private store and one moved clock."""
