"""The page in the browser, without a browser: its HTML, what its acts do, and who may look at it."""
