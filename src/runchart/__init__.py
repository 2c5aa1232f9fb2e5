"""Write, read, look at and diagnose training runs."""
