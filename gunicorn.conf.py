"""The web server: two processes that share what was loaded before they parted, a few threads each."""

import gc
import os
from pathlib import Path

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


def when_ready(server):
    """What is loaded stays out of the collector's reach, so that the processes go on sharing its memory."""
    gc.collect()
    gc.freeze()
    host, port = bind.rsplit(":", 1)
    shown = "127.0.0.1" if host in {"0.0.0.0", "::", "[::]"} else host
    print(f"\n  Xianlu is ready: http://{shown}:{port}\n", flush=True)
