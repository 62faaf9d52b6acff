"""Where the truth is kept: SQLAlchemy Core on SQLite or PostgreSQL."""
