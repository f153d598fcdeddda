"""What people and programs type into text fields, wrong on purpose."""

TEXTS = [
    "",
    "   ",
    "\u3000",
    "x" * 5000,
    "😀" * 300,
    "１２３ＡＢＣ",
    "\u202eevil\u202c",
    "a\x00b",
    "\x07\x1b[31m",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "${7*7} #{7*7} %(name)s %s",
    "'; drop table users; --",
    "=1+1",
    "../../etc/passwd",
    "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    '<button hx-post="/logout" hx-trigger="load">',
]
