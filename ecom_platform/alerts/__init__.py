"""Who is told what, when and how: incidents, their messages, and the channels that carry them."""
