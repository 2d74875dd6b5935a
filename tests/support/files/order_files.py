"""Small files of the generic contract, for tests that drop some."""

HEADER = "order_id,line_id,ordered_at,channel,sku,quantity,unit_price,currency,status"


def order_line(order: str, line: int = 1, *, day: str = "2024-03-01", price: str = "10.00") -> str:
    """One line of the generic contract."""
    return f"{order},{line},{day} 10:00:00,Webshop,SKU-1,2,{price},EUR,shipped"


def order_lines_file(*lines: str) -> str:
    """A file of the generic contract."""
    return "\n".join([HEADER, *lines, ""])
