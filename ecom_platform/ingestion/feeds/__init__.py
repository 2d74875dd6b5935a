"""One module per feed, each with one `FEED`. To add a feed, add a module: no list to extend."""
