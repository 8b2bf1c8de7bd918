//! What resources and functions, with their arguments, are made of. Generated crates consist of calls of these macros.

mod arguments;
mod enumeration;
mod format;
mod function;
mod method;
mod resource;
mod union;
