// The Routing module; see ARCHITECTURE.md.
