// The HTTPClient module; see ARCHITECTURE.md.
