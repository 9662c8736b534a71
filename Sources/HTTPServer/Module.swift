// The HTTPServer module; see ARCHITECTURE.md.
