"""What the project claims of itself, measured: run a module of this package from the project's root."""
