"""The web server: two processes that share what was loaded before they parted, a few threads each."""

import gc
import os
from pathlib import Path

from sqlalchemy.orm import configure_mappers

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
preload_app = True
keepalive = 65
timeout = 60
graceful_timeout = 4
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
loglevel = "warning"
raw_env = ["SERVING=yes"]


def when_ready(server):
    """Load before the processes part what every one of them will need, and keep the collector away from it: they go on
    sharing that memory, and nobody's first page waits for a template to be compiled."""
    configure_mappers()
    templates = server.app.wsgi().jinja_env
    for name in templates.list_templates(extensions=["html"]):
        templates.get_template(name)
    gc.collect()
    gc.freeze()
    host, port = bind.rsplit(":", 1)
    shown = "127.0.0.1" if host in {"0.0.0.0", "::", "[::]"} else host
    print(f"\n  Xianlu is ready: http://{shown}:{port}\n", flush=True)
