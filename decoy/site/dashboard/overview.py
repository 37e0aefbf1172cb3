"""The overview: how the line is doing, on one page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from decoy.site.dashboard.frame import bp


@bp.get("/")
def overview() -> ResponseReturnValue:
    """Say how the line is doing."""
    return render_template("operator/overview.html")
