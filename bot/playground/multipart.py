"""Form fields sent as multipart/form-data, which some of Slack's clients prefer."""

from email.message import Message
from email.parser import BytesParser


def form_fields(content_type: str, body: bytes) -> dict[str, str]:
    """The fields of a form by name; ValueError when it is not one. Files among them are read as text."""
    whole = BytesParser().parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    if not whole.is_multipart():
        raise ValueError("not a form")
    parts = [part for part in whole.walk() if part is not whole]
    return {str(part.get_param("name", header="content-disposition")): _text(part) for part in parts}


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode() if isinstance(content, bytes) else ""
