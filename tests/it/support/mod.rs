//! Servers and desks to test against.

/// Makes one test of a function for each database; the function is given an [`desk::On`].
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { super::$name(crate::support::desk::On::Sqlite).await; })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() { super::$name(crate::support::desk::On::Postgres).await; })+
        }
    };
}

pub mod clamd;
pub mod desk;
pub mod fake_imap;
pub mod fake_smtp;
pub mod lab;
pub mod lab_config;
pub mod postgres;
pub mod served;
pub mod store;
pub mod program;
