"""The names of the outside systems."""

from enum import StrEnum


class Remote(StrEnum):
    """The outside systems the service calls."""

    SIAK = "siak"
    WHATSAPP = "whatsapp"
    MAIL = "mail"
    BSRE = "bsre"
    TSA = "tsa"
