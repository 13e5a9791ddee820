//! The schema's steps, compiled in: the same names and numbers for both databases, only added to.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// A step: its number, its name, its SQL for SQLite and for PostgreSQL.
type Step = (i64, &'static str, &'static str, &'static str);

macro_rules! step {
    ($number:literal, $name:literal, $file:literal) => {
        (
            $number,
            $name,
            include_str!(concat!("../../migrations/sqlite/", $file)),
            include_str!(concat!("../../migrations/postgres/", $file)),
        )
    };
}

const STEPS: [Step; 12] = [
    step!(1, "spine", "0001_spine.sql"),
    step!(2, "requester", "0002_requester.sql"),
    step!(3, "agents", "0003_agents.sql"),
    step!(4, "surveys", "0004_surveys.sql"),
    step!(5, "report", "0005_report.sql"),
    step!(6, "absence", "0006_absence.sql"),
    step!(7, "merged", "0007_merged.sql"),
    step!(8, "retention", "0008_retention.sql"),
    step!(9, "state", "0009_state.sql"),
    step!(10, "lease", "0010_lease.sql"),
    step!(11, "scan", "0011_scan.sql"),
    step!(12, "turns", "0012_turns.sql"),
];

/// What brings a SQLite database to the newest form.
pub(super) fn sqlite() -> Migrator {
    migrator(|(_, _, sql, _)| sql)
}

/// What brings a PostgreSQL database to the newest form.
pub(super) fn postgres() -> Migrator {
    migrator(|(_, _, _, sql)| sql)
}

fn migrator(sql: impl Fn(Step) -> &'static str) -> Migrator {
    let steps = STEPS.into_iter().map(|step| {
        Migration::new(step.0, step.1.into(), MigrationType::Simple, sql(step).into_sql_str(), false)
    });
    Migrator::with_migrations(steps.collect())
}

#[cfg(test)]
mod tests {
    /// A file that is not named above would never run.
    #[test]
    fn every_file_is_a_step_and_stands_for_both() {
        for database in ["sqlite", "postgres"] {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
            let files = std::fs::read_dir(folder).unwrap().count();
            assert_eq!(files, super::STEPS.len(), "{database}");
        }
    }
}
