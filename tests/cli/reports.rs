//! What is counted: report, stats, survey list.

use std::path::Path;

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use super::{Desk, words};

impl Desk {
    fn then(&self, instant: &str, line: &str) -> String {
        let output = self.command(line).env("RADICA_NOW", instant).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}: {}", words(&output.stderr));
        words(&output.stdout).to_owned()
    }

    fn figures(&self, folder: &str) -> Value {
        serde_json::from_slice(&std::fs::read(self.path(folder).join("report.json")).unwrap()).unwrap()
    }
}

/// One open case, registered on 20 November 2026 at ten.
fn filled() -> Desk {
    let desk = Desk::new();
    desk.fill();
    desk
}

#[test]
fn writes_the_files_of_a_month() {
    let desk = filled();
    let told = desk.then("2026-12-01T08:00:00-05:00", "report --month 2026-11 --out informes/noviembre");
    let mut names: Vec<&str> =
        told.lines().map(|line| Path::new(line).file_name().unwrap().to_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["casos-2026-11.csv", "informe-2026-11.html", "informe-2026-11.xlsx", "report.json"]);
    assert!(told.lines().all(|line| desk.path(line).is_file()), "{told}");

    let figures = desk.figures("informes/noviembre");
    let listed = desk.json("ticket list --json");
    let of = |key: &str| listed.as_array().unwrap().iter().filter(|case| case[key].is_string()).count();
    assert_eq!(figures["total"], json!(of("created_at")));
    assert_eq!(figures["by_level"], json!({"1": 1}));
    assert_eq!((&figures["by_kind"], &figures["by_category"]), (&json!({"none": 1}), &json!({"none": 1})));
    assert_eq!((&figures["by_channel"], &figures["by_agent"]), (&json!({"email": 1}), &json!({})));
    assert_eq!((&figures["backlog"], &figures["reopened"]), (&json!(1), &json!(0)));
    assert_eq!(figures["surveys"]["sent"], 0);

    let page = std::fs::read_to_string(desk.path("informes/noviembre/informe-2026-11.html")).unwrap();
    assert!(page.contains("En noviembre de 2026 la Mesa recibió 1 caso"), "{page}");
    assert!(page.contains("src=\"data:image/png;base64,") && !page.contains("cid:"), "it stands by itself");
    // Again, and the files are the same to the byte but for the page, which greets by the hour.
    let before = std::fs::read(desk.path("informes/noviembre/informe-2026-11.xlsx")).unwrap();
    desk.then("2026-12-05T20:00:00-05:00", "report --month 2026-11 --out informes/noviembre");
    assert!(before == std::fs::read(desk.path("informes/noviembre/informe-2026-11.xlsx")).unwrap());
}

#[test]
fn the_running_month_and_months_without_cases_are_reported_too() {
    let desk = filled();
    desk.then("2026-11-21T08:00:00-05:00", "report --month 2026-11 --out now");
    assert_eq!((&desk.figures("now")["complete"], &desk.figures("now")["total"]), (&json!(false), &json!(1)));
    desk.then("2026-11-21T08:00:00-05:00", "report --month 2026-10 --out before");
    assert_eq!(
        (&desk.figures("before")["total"], &desk.figures("before")["backlog"]),
        (&json!(0), &json!(0))
    );
    let output = desk
        .command("report --month 2026-12 --out x")
        .env("RADICA_NOW", "2026-11-21T08:00:00-05:00")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = words(&output.stderr);
    assert!(said.contains("error: 2026-12 has not begun") && !desk.path("x").exists(), "{said}");
    for line in
        ["report --month 2026-13 --out x", "report --month november --out x", "report --month 2026-11"]
    {
        assert_eq!(desk.run(line).status.code(), Some(2), "{line}");
    }
    std::fs::write(desk.path("file"), b"").unwrap();
    let output = desk.run("report --month 2026-10 --out file");
    assert_eq!(output.status.code(), Some(1));
    assert!(words(&output.stderr).contains("file"));
}

#[test]
fn a_report_without_a_database_is_empty_and_makes_none() {
    let desk = Desk::new();
    desk.then("2026-12-01T08:00:00-05:00", "report --month 2026-11 --out out-of-nothing");
    assert_eq!(desk.figures("out-of-nothing")["total"], 0);
    assert!(!desk.path("radica.db").exists());
}

#[test]
fn stats_show_the_month_so_far() {
    let desk = filled();
    let text = desk.then("2026-11-23T12:00:00-05:00", "stats");
    for part in [
        "2026-11 so far",
        "Created       1",
        "Open          1",
        "Waiting       0",
        "Overdue       1",
        "0 sent",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let shown: Value = serde_json::from_str(&desk.then("2026-11-23T12:00:00-05:00", "stats --json")).unwrap();
    assert_eq!(
        (&shown["month"], &shown["created"], &shown["open"]),
        (&json!("2026-11"), &json!(1), &json!(1))
    );
    let later: Value = serde_json::from_str(&desk.then("2026-12-23T12:00:00-05:00", "stats --json")).unwrap();
    assert_eq!((&later["created"], &later["open"]), (&json!(0), &json!(1)));
}

#[test]
fn surveys_are_listed_by_the_month_they_were_sent_in() {
    let desk = filled();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let url = radica::config::load(&desk.path("radica.toml")).unwrap().storage.database;
        let db = radica::store::Db::open(&url).await.unwrap();
        let mut tx = db.write().await.unwrap();
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond();
        for (token, sent) in [("a", "2026-11-30T23:59:59-05:00"), ("b", "2026-12-01T00:00:00-05:00")] {
            let due = at("2026-12-04T19:00:00-05:00");
            radica::store::survey::open(&mut tx, 1, token, at(sent), due, None).await.unwrap();
        }
        tx.commit().await.unwrap();
        db.close().await;
    });
    assert_eq!(desk.json("survey list --json").as_array().unwrap().len(), 2);
    assert_eq!(
        desk.json("survey list --month 2026-11 --json"),
        json!([{"ticket": "SCJ-2026-000001", "round": 1, "sent_at": "2026-11-30T23:59:59-05:00",
                "due_at": "2026-12-04T19:00:00-05:00", "answer": null, "by_default": false, "rating": null,
                "comment": null, "answered_at": null}])
    );
    assert!(desk.ok("survey list --month 2026-12").contains("2026-12-01 00:00"));
    assert_eq!(desk.ok("survey list --month 2026-10"), "No surveys.\n");
    assert_eq!(desk.run("survey list --month 2026").status.code(), Some(2));
}
