"""The page in the browser: what people of the workspace see and do, drawn from its state; no text becomes markup."""
