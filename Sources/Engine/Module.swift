// The Engine module; see ARCHITECTURE.md.
