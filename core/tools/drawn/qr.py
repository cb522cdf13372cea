"""A QR code drawn as SVG, for paper: whoever holds it opens the address with a telephone."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET = 4  # modules of white around it, as ISO/IEC 18004 asks


def svg(text: str, *, label: str) -> SafeString:
    """Return the code of a text as an `<svg>` with its label; one unit a module, quiet zone included."""
    from qrcode.constants import ERROR_CORRECT_M  # no start needs it
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        '<rect width="{size}" height="{size}" fill="#fff"/><path d="{}" fill="#000"/></svg>',
        label,
        path,
        size=len(matrix),
    )
