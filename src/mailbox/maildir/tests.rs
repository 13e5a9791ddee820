use std::os::unix::fs::symlink;

use super::*;
use crate::config::mailbox::MailboxConfig;
use crate::mailbox::Source;

struct Box {
    folder: tempfile::TempDir,
    source: Source,
}

impl Box {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = Source::new(
            &MailboxConfig::Maildir(MaildirConfig {
                path: folder.path().join("Maildir"),
                done_folder: "Procesados".to_owned(),
                quarantine_folder: "Cuarentena técnica".to_owned(),
                poll_interval: Duration::from_secs(60),
            }),
            None,
        );
        Self { folder, source }
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join("Maildir").join(below)
    }

    fn put(&self, below: &str, text: &str) {
        fs::write(self.path(below), text).unwrap();
    }

    fn names(&self, below: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(below))
            .unwrap()
            .map(|item| item.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    async fn listed(&mut self) -> Vec<String> {
        self.source.list().await.unwrap().into_iter().map(|entry| entry.location.0).collect()
    }
}

fn at(name: &str) -> Location {
    Location(format!("maildir:{name}"))
}

#[tokio::test]
async fn a_missing_maildir_is_made_and_checked() {
    let mut b = Box::new();
    let said = b.source.check().await.unwrap();
    assert!(said.starts_with("Maildir ") && said.ends_with(": 0 mails"), "{said}");
    for folder in ["new", "cur", "tmp", ".Procesados/cur", ".Procesados/new", ".Cuarentena t&AOk-cnica/tmp"] {
        assert!(b.path(folder).is_dir(), "{folder}");
    }
    assert!(b.path(".Procesados/maildirfolder").is_file());
}

#[tokio::test]
async fn a_path_that_cannot_be_is_refused_by_name() {
    let mut b = Box::new();
    fs::write(b.folder.path().join("Maildir"), "a file").unwrap();
    let Err(SourceError::Refused(said)) = b.source.list().await else { panic!("not refused") };
    assert!(said.contains("Maildir/tmp"), "{said}");
}

#[tokio::test]
async fn lists_oldest_first_and_only_mails() {
    let mut b = Box::new();
    b.source.check().await.unwrap();
    b.put("new/300.a", "three");
    b.put("cur/100.b:2,S", "one");
    b.put("new/20.c", "two");
    b.put("new/100.a", "one, too");
    b.put("cur/400.gone:2,ST", "trashed");
    b.put("new/.hidden", "no");
    b.put("tmp/1.x", "no");
    fs::create_dir(b.path("new/5.folder")).unwrap();
    fs::write(b.folder.path().join("secret"), "outside").unwrap();
    symlink(b.folder.path().join("secret"), b.path("new/6.link")).unwrap();
    assert_eq!(b.listed().await, ["maildir:20.c", "maildir:100.a", "maildir:100.b", "maildir:300.a"]);
    let entries = b.source.list().await.unwrap();
    assert_eq!((entries[2].size, entries[2].received_millis), (3, Some(100_000)));
    assert!(b.source.fetch(&[at("6.link"), at("../../secret")]).await.unwrap().is_empty());
}

#[tokio::test]
async fn fetches_what_is_there_also_when_its_flags_change() {
    let mut b = Box::new();
    b.source.check().await.unwrap();
    b.put("new/1.a", "first");
    b.put("new/2.b", "second");
    b.listed().await;
    fs::rename(b.path("new/1.a"), b.path("cur/1.a:2,S")).unwrap();
    fs::remove_file(b.path("new/2.b")).unwrap();
    let got = b.source.fetch(&[at("1.a"), at("2.b")]).await.unwrap();
    assert_eq!(got.len(), 1);
    assert_eq!((&got[0].location, got[0].bytes.as_slice()), (&at("1.a"), b"first".as_slice()));
}

#[tokio::test]
async fn a_mail_that_cannot_be_read_holds_up_nobody() {
    let mut b = Box::new();
    b.source.check().await.unwrap();
    b.put("new/2.b", "second");
    // A sparse file: too large to be read at once, and costs no disk.
    File::create(b.path("new/1.a")).unwrap().set_len(MAX_WHOLE + 1).unwrap();
    assert_eq!(b.listed().await, ["maildir:1.a", "maildir:2.b"]);
    let got = b.source.fetch(&[at("1.a"), at("2.b")]).await.unwrap();
    assert_eq!(got.iter().map(|mail| &mail.location).collect::<Vec<_>>(), [&at("2.b")]);
    assert_eq!(b.listed().await, ["maildir:2.b", "maildir:1.a"]);
    let error = b.source.fetch(&[at("1.a")]).await.unwrap_err().to_string();
    assert!(error.contains("new/1.a"), "{error}");
    assert_eq!(b.source.fetch_range(&at("1.a"), MAX_WHOLE, 9).await.unwrap().unwrap().bytes, [0]);
}

#[tokio::test]
async fn parts() {
    let mut b = Box::new();
    b.source.check().await.unwrap();
    b.put("new/1.a", "0123456789");
    for (offset, len, want) in
        [(0, 4, "0123"), (8, 4, "89"), (10, 4, ""), (u64::MAX, 4, ""), (3, u64::MAX, "3456789")]
    {
        let part = b.source.fetch_range(&at("1.a"), offset, len).await.unwrap().unwrap();
        assert_eq!(part.bytes, want.as_bytes(), "{len} from {offset}");
    }
    assert!(b.source.fetch_range(&at("9.z"), 0, 4).await.unwrap().is_none());
}

#[tokio::test]
async fn files_away_without_losing_anything() {
    let mut b = Box::new();
    b.source.check().await.unwrap();
    b.put("new/1.a", "alpha");
    b.put("cur/2.b:2,FS", "beta");
    b.put("new/3.c", "gamma");
    b.put("new/4.d", "delta");
    // Left by an earlier life: the same mail, and another one of the same name.
    b.put(".Procesados/cur/3.c:2,S", "gamma");
    b.put(".Procesados/cur/4.d:2,S", "DELTA");
    let all = ["1.a", "2.b", "3.c", "4.d", "5.never"].map(at);
    b.source.file_away(&all, Shelf::Done).await.unwrap();
    assert_eq!(
        b.names(".Procesados/cur"),
        ["1.a:2,S", "2.b:2,S", "3.c:2,S", "4.d.2:2,S", "4.d:2,S"].map(str::to_owned)
    );
    assert_eq!(fs::read(b.path(".Procesados/cur/4.d.2:2,S")).unwrap(), b"delta");
    assert!(b.listed().await.is_empty());
    b.source.file_away(&all, Shelf::Done).await.unwrap();
    assert_eq!(b.names(".Procesados/cur").len(), 5);

    b.put("new/6.f", "phi");
    b.source.file_away(&[at("6.f")], Shelf::Quarantine).await.unwrap();
    assert_eq!(b.names(".Cuarentena t&AOk-cnica/cur"), ["6.f:2,S"]);
}

#[tokio::test]
async fn five_thousand_mails() {
    let mut b = Box::new();
    b.source.check().await.unwrap();
    for n in 0..5_000 {
        b.put(&format!("new/{n}.x"), &n.to_string());
    }
    let locations: Vec<Location> =
        b.source.list().await.unwrap().into_iter().map(|entry| entry.location).collect();
    assert_eq!(locations.len(), 5_000);
    let got = b.source.fetch(&locations).await.unwrap();
    assert!(got.iter().enumerate().all(|(n, mail)| mail.bytes == n.to_string().as_bytes()));
    b.source.file_away(&locations, Shelf::Done).await.unwrap();
    assert_eq!(b.names(".Procesados/cur").len(), 5_000);
    assert!(b.names("new").is_empty());
}

#[tokio::test]
async fn waits_for_arrivals_and_no_longer_than_asked() {
    let mut b = Box::new();
    b.source.check().await.unwrap();
    // A folder that has just changed is doubted; list until it is at rest.
    while b.listed().await.is_empty()
        && matches!(&b.source, Source::Maildir(source) if source.stamp.is_none())
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let started = std::time::Instant::now();
    b.source.wait(Duration::from_millis(600)).await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(600), "nothing came");

    let path = b.path("new/1.a");
    let arrival = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(100)).await;
        fs::write(path, "here").unwrap();
    });
    let started = std::time::Instant::now();
    b.source.wait(Duration::from_secs(30)).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    arrival.await.unwrap();
    assert_eq!(b.listed().await, ["maildir:1.a"]);
}

#[tokio::test]
async fn folder_names_cannot_lead_out() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["../x", "a/b", "", ".", "./x"] {
        let error = make_shelf(folder.path(), name).unwrap_err();
        assert!(matches!(error, SourceError::Refused(_)), "{name:?}");
    }
}

#[test]
fn times_in_names() {
    let cases = [
        ("1793538900.M1P2.host", Some(1_793_538_900_000)),
        ("1793538900", Some(1_793_538_900_000)),
        ("99999999999999999999.x", None),
        ("9223372036854775807.x", None),
        ("abc", None),
        (".x", None),
    ];
    for (name, want) in cases {
        assert_eq!(named_millis(name), want, "{name:?}");
    }
}
