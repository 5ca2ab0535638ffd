"""How many interceptors in orbit a layer needs, as public studies size it. Notional, public sources: no guidance, no targeting."""
