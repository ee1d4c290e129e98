"""From a finished digest to the bytes of a mail; the only home of jinja2, markdown, nh3 and css_inline."""

from digest.render.prose import intro
from digest.render.renderer import Message, Rendered, Renderer
from digest.render.report import Bulletin, Change

__all__ = ["Bulletin", "Change", "Message", "Rendered", "Renderer", "intro"]
