//! Mails as the clients write them, and what must hold for any text.

mod answers;
mod hostile;
mod html;
mod plain;
mod plain_signed;
mod properties;
