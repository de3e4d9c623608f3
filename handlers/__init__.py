"""What people type and press: one subcommand a file."""
