// The SQLite module; see ARCHITECTURE.md.
