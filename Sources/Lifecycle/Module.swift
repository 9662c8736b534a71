// The Lifecycle module; see ARCHITECTURE.md.
