"""What protects every answer: headers, the nonce, and how large a form may be."""

import secrets

from flask import Flask, Response, current_app, g, request

CDN = "https://cdn.jsdelivr.net"
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
POLICY = (
    "default-src 'none'; script-src 'self' {nonce}{cdn}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; frame-ancestors {ancestors}; base-uri 'self'; form-action 'self'; "
    "object-src 'none'"
)


def init_app(app: Flask) -> None:
    """Bound before every extension: a refusal by one of them still needs the nonce and the headers."""
    app.before_request(_prepare)
    app.after_request(_protect)
    app.jinja_env.globals["csp_nonce"] = nonce


def nonce() -> str:
    """The nonce of this answer's scripts."""
    return g.setdefault("csp_nonce", secrets.token_urlsafe(16))


def embeddable(view):
    """Mark a view that allowed sites may show inside their own pages, when it is asked for with ``?embed=1``."""
    view.embeddable = True
    return view


def _ancestors() -> str:
    """The sites that may show this answer in a frame; no other page of ours, and nobody else, ever."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "embeddable", False) or request.args.get("embed") != "1":
        return ""
    return " ".join(current_app.config["INQUIRY_EMBED_ORIGINS"])


def _prepare() -> None:
    nonce()
    if request.mimetype != "multipart/form-data":
        request.max_content_length = request.max_form_memory_size


def _protect(response: Response) -> Response:
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    cdn = "" if current_app.config["ASSETS"] == "local" else f" {CDN}"
    ancestors = _ancestors()
    policy = POLICY.format(nonce=f"'nonce-{nonce()}'", cdn=cdn, ancestors=ancestors or "'none'")
    response.headers.setdefault("Content-Security-Policy", policy)
    if not ancestors:
        response.headers.setdefault("X-Frame-Options", "DENY")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.vary.update(("HX-Request", "Cookie", "Accept-Language"))
    return response
