//! Two instances on one PostgreSQL: commands given at once lose no update.

use super::{LAURA, MATEO, PROVEN, TRUSTING, case};
use crate::support::desk::{On, TestDesk};

#[tokio::test(flavor = "multi_thread")]
async fn commands_given_at_once_lose_no_update() {
    let mut one = TestDesk::with(On::Postgres, TRUSTING).await;
    let mut other = one.beside(TRUSTING).await;
    case(&mut one).await;
    for n in 0..12 {
        let (priority, kind) = if n % 2 == 0 { ("alta", "requerimiento") } else { ("baja", "incidente") };
        one.write_with(LAURA, "[SCJ-2026-000001]", &format!("#prioridad {priority}"), PROVEN);
        other.write_with(MATEO, "[SCJ-2026-000001]", &format!("#tipo {kind}"), PROVEN);
        let (first, second) = tokio::join!(one.round(), other.round());
        assert_eq!((first.look.taken, second.look.taken), (1, 1), "round {n}");
        let ticket = one.ticket("SCJ-2026-000001").await;
        let wanted = if n % 2 == 0 { ("alta", "request") } else { ("baja", "incident") };
        assert_eq!((ticket.priority.as_str(), ticket.kind.as_deref().unwrap()), wanted, "round {n}");
    }
    let outcomes = one.taken().await;
    assert_eq!(outcomes.iter().filter(|(outcome, _)| outcome == "command").count(), 24);
}
