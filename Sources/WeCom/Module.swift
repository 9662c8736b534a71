// The WeCom module; see ARCHITECTURE.md.
