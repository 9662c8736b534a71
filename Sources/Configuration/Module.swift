// The Configuration module; see ARCHITECTURE.md.
