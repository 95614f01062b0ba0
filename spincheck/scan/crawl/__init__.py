"""Pages from the web: addresses, fetching, robots.txt, sitemaps, crawling. Loaded only when a scan needs it."""
