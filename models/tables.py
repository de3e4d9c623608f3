"""Every table, so that whoever asks for the metadata gets all of it."""

from models import audit, conduct, notices, organisation, outbox, places, registry
from models.base import Base

__all__ = ["Base", "audit", "conduct", "notices", "organisation", "outbox", "places", "registry"]
