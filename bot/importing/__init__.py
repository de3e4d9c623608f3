"""Tables in, checked records out; nothing here touches the database."""
