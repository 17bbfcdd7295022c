//! URIs against zones that are written down here.

mod dead;
mod order;
mod plan;
mod zone;
