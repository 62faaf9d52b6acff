"""The gateway: channels, each on a thread of its own, that claim pages and return receipts."""

from radio.gateway.gateway import Gateway, capabilities, check_address, check_text, forecast_s
from radio.gateway.pages import InMemoryPages

__all__ = ["Gateway", "InMemoryPages", "capabilities", "check_address", "check_text", "forecast_s"]
