"""How the verification page looks and what its few lines of script do; its security headers.

Everything is in the page itself. The policy names the style and the script by their hashes, so
that nothing else can run or load, from wherever it may come.
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import Final

STYLE: Final = (
    ":root{color-scheme:light dark;--p:#eef2ef;--c:#fff;--t:#17212b;--m:#4a5763;--l:#c9d3cc;"
    "--ok:#17663f;--old:#7d4e00;--no:#9c1f24;--who:#44406b;--b:#17663f;--f:#0b57d0}"
    "@media(prefers-color-scheme:dark){:root{--p:#101612;--c:#1a231e;--t:#eef3ef;--m:#b3c0b8;"
    "--l:#3b4a41;--ok:#1c7a4c;--old:#8a5800;--no:#b3282e;--who:#55508a;--b:#1c7a4c;--f:#8ab4f8}}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--p);color:var(--t);font:1.0625rem/1.5 system-ui,sans-serif;"
    "overflow-wrap:anywhere}"
    "main,header,footer{max-width:34rem;margin:0 auto;padding:0 1rem}"
    "header{padding-top:1rem;color:var(--m);font-size:.9375rem}"
    "header b{display:block;color:var(--t);font-size:1.0625rem}"
    "footer{padding-bottom:2rem;color:var(--m);font-size:.9375rem}"
    "section,form{background:var(--c);border:1px solid var(--l);border-radius:.75rem;"
    "margin:1rem 0;overflow:hidden}"
    "form,.in{padding:1rem 1.125rem}"
    ".top{display:flex;gap:.875rem;align-items:center;padding:1rem 1.125rem;color:#fff}"
    ".top svg{flex:none;width:3rem;height:3rem}"
    ".ok .top{background:var(--ok)}.old .top{background:var(--old)}"
    ".no .top{background:var(--no)}.who .top{background:var(--who)}"
    ".next .top,.ask .top{background:none;color:inherit;padding-bottom:0}"
    ".next .top svg{width:2rem;height:2rem}"
    "h1,h2{margin:0;font-size:1.375rem;line-height:1.25}"
    "h2{font-size:1.125rem}"
    "p{margin:.5rem 0}.in>:first-child,form>:first-child{margin-top:0}"
    "dl{margin:.875rem 0 0;border-top:1px solid var(--l)}"
    "dl div{padding:.5rem 0;border-bottom:1px solid var(--l)}dl div:last-child{border:0}"
    "dt{color:var(--m);font-size:.875rem}dd{margin:0;font-weight:600}"
    "a{color:inherit}"
    ":focus-visible{outline:3px solid var(--f);outline-offset:2px}"
    "label{display:block;font-weight:600;margin:.75rem 0 .375rem}"
    "input{font:inherit;width:100%;padding:.75rem;border:2px dashed var(--m);border-radius:.5rem;"
    "color:inherit;background:none}"
    ".over input{border-style:solid;border-color:var(--f)}"
    "button{font:inherit;font-weight:600;width:100%;min-height:3rem;margin-top:.75rem;border:0;"
    "border-radius:.5rem;background:var(--b);color:#fff}"
    "button:disabled{opacity:.7}"
    ".vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
    "@media(min-width:30rem){dl div{display:grid;grid-template-columns:11rem 1fr;gap:.75rem}}"
    "@media print{form{display:none}body{background:#fff;color:#000;font-size:11pt}"
    "section{border:1px solid #000;break-inside:avoid}"
    ".top{background:none!important;color:#000;border-bottom:1px solid #000}"
    "dt,header,footer{color:#000}}"
)
SCRIPT: Final = (
    "(function(){var f=document.querySelector('form');if(!f)return;"
    "var i=f.elements.berkas,b=f.querySelector('button'),s=f.querySelector('[role=status]'),"
    "m=+f.dataset.most;"
    "function big(){var x=i.files[0];if(x&&x.size>m){s.textContent=f.dataset.big;return true}"
    "s.textContent='';return false}"
    "i.addEventListener('change',big);"
    "f.addEventListener('submit',function(e){if(big()){e.preventDefault();return}"
    "b.disabled=true;s.textContent=f.dataset.busy});"
    "addEventListener('pageshow',function(){b.disabled=false;s.textContent=''});"
    "['dragover','dragleave','drop'].forEach(function(n){addEventListener(n,function(e){"
    "e.preventDefault();f.classList.toggle('over',n==='dragover');"
    "if(n==='drop'&&e.dataTransfer.files.length){i.files=e.dataTransfer.files;"
    "if(!big())f.requestSubmit(b)}})})})()"
)
SIGNS: Final = {  # drawn, so that no phone lacks the letter
    "ok": "M5 13l4 4L19 7",
    "old": "M16.6 9.2a5.4 5.4 0 1 0 .7 4.2M17 5.8v3.8h-3.8",
    "no": "M6 6l12 12M18 6L6 18",
    "ask": "M10.5 15a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9M14 14l4 4",
    "who": "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18h.01",
}


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; "
        "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
