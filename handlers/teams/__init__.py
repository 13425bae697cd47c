"""Teams: its ears and its mouth; the only place that knows the libraries Microsoft's chat is spoken to with."""
