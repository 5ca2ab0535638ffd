"""From a notional launch to a track that several satellites hold: who sees it, when it is declared, how well it is known."""
