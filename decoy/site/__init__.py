"""The doors for people: the public page, the sandbox and what watches over them."""
