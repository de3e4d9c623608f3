"""What ``junkai demo`` shows of the made-up police station."""
