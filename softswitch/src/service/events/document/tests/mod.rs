//! Documents, written to the letter and read with bounds.

mod read;
mod write;
