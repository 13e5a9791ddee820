//! `serve`, as systemd sees it (sd_notify(3)): ready, alive, reading its files again, stopping.

use std::os::unix::net::UnixDatagram;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::Desk;

/// What the program says to its service manager, up to the first message that has this line, `WATCHDOG=1` left out
/// before it.
fn told_until(socket: &UnixDatagram, line: &str) -> Vec<String> {
    let mut told = Vec::new();
    loop {
        let mut message = [0; 4096];
        let received = socket.recv(&mut message);
        assert!(received.is_ok(), "no {line}: {received:?}; told {told:?}");
        let text = String::from_utf8_lossy(message.get(..received.unwrap()).unwrap()).into_owned();
        if text.lines().any(|told| told == line) {
            told.push(text);
            return told;
        }
        if text != "WATCHDOG=1\n" {
            told.push(text);
        }
    }
}

#[test]
fn the_service_manager_is_told_how_the_service_is() {
    let desk = Desk::new();
    for folder in ["in/new", "in/cur", "in/tmp", "out/new", "out/cur", "out/tmp"] {
        std::fs::create_dir_all(desk.path(folder)).unwrap();
    }
    let socket = UnixDatagram::bind(desk.path("notify")).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
    let mut service = desk
        .command("serve")
        .env("NOTIFY_SOCKET", desk.path("notify"))
        .env("WATCHDOG_USEC", "200000")
        .env_remove("WATCHDOG_PID")
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let signal = |name: &str| {
        let killed = Command::new("sh").args(["-c", &format!("kill -{name} {}", service.id())]).status();
        assert!(killed.unwrap().success(), "{name}");
    };
    assert_eq!(told_until(&socket, "READY=1").len(), 1);
    // Fed again and again.
    for _ in 0..3 {
        assert_eq!(told_until(&socket, "WATCHDOG=1").len(), 1);
    }
    signal("HUP");
    let reloading = told_until(&socket, "RELOADING=1");
    assert!(reloading.concat().contains("MONOTONIC_USEC="), "{reloading:?}");
    assert_eq!(told_until(&socket, "READY=1").len(), 1);
    signal("TERM");
    assert_eq!(told_until(&socket, "STOPPING=1").len(), 1);
    assert!(service.wait().unwrap().success());
}
