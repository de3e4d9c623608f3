"""The application: what it does and how it is put together."""
