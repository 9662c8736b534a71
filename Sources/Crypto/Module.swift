// The Crypto module; see ARCHITECTURE.md.
