//! Media of a telephone call.
