"""How the registry is spoken to: the contract's routes, sessions, hours, callbacks, control."""
