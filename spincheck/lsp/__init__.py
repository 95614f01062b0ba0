"""The language server: ``spincheck lsp`` for VS Code, Neovim, Helix and others. Needs the extra ``spincheck[lsp]``."""
