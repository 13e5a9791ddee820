//! A real clamd in a folder, with one signature of our own.

use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What its one signature matches, and the name that it then gives.
pub const THREAT: &str = "ESTO-ES-UN-VIRUS-DE-PRUEBA-DE-RADICA";
pub const THREAT_NAME: &str = "Radica.Prueba.UNOFFICIAL";

/// It, running; ended when dropped.
pub struct Clamd(Child);

impl Clamd {
    /// Starts one that listens at `clamd.ctl` in a folder, and takes files of up to 200 kB.
    pub fn start(folder: &Path) -> Self {
        let database = folder.join("signatures");
        std::fs::create_dir_all(&database).unwrap();
        let pattern = data_encoding::HEXLOWER.encode(THREAT.as_bytes());
        std::fs::write(database.join("radica.ndb"), format!("Radica.Prueba:0:*:{pattern}\n")).unwrap();
        let socket = folder.join("clamd.ctl");
        let settings = format!(
            "LocalSocket {}\nDatabaseDirectory {}\nTemporaryDirectory {}\nForeground yes\nStreamMaxLength 200K\n",
            socket.display(),
            database.display(),
            folder.display()
        );
        std::fs::write(folder.join("clamd.conf"), settings).unwrap();
        let child = Command::new("/usr/sbin/clamd")
            .arg("--config-file")
            .arg(folder.join("clamd.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("clamd of Debian's clamav-daemon: {error}"));
        let clamd = Self(child);
        let began = Instant::now();
        while UnixStream::connect(&socket).is_err() {
            assert!(began.elapsed() < Duration::from_secs(60), "clamd does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        clamd
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
