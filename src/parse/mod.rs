//! From the bytes of a mail to what the desk may know of it.

pub mod text;
