"""Statistics on the marts. Each module is pure: arrays or a frame in, a frozen dataclass out."""
