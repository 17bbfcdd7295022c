//! Dialplans as checked data.
