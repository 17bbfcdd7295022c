mod packets;
mod vectors;
