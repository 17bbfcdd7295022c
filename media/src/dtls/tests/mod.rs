mod handshake;
mod hostile;
