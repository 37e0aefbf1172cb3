"""How gunicorn serves the web part. `decoy web` names this file."""

import os

bind = os.environ.get("DECOY_BIND") or "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 4
preload_app = False  # each process opens its own connections

timeout = 30
graceful_timeout = 8  # under the ten seconds that whoever stops us waits
keepalive = 5

# What the provider and a browser send is far smaller.
limit_request_line = 4094
limit_request_fields = 50
limit_request_field_size = 8190

accesslog = None  # it would hold what callers sent in URLs, and addresses of visitors
errorlog = "-"
loglevel = "warning"

control_socket_disable = True  # nothing but the bound address listens
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # a slow disk must not look like a dead worker
