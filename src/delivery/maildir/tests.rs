//! The Maildir transport on real folders.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use super::*;
use crate::desk::address::Address;

fn letter(id: &str) -> Outgoing {
    Outgoing {
        from: Address::parse("mesa@scj.test").unwrap(),
        to: Address::parse("ana@scj.test").unwrap(),
        message_id: MessageId::parse(id).unwrap(),
        bytes: b"Subject: x\r\n\r\nhola\r\n".to_vec(),
    }
}

fn names(path: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_letter_becomes_one_private_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/maildir");
    let maildir = MaildirTransport::new(&path);
    assert!(maildir.check().await.unwrap().ends_with("0 letters lie in its new folder"));
    for _ in 0..2 {
        maildir.send(&letter("carta-1@scj.test")).await.unwrap();
    }
    MaildirTransport::new(&path).send(&letter("carta-1@scj.test")).await.unwrap();
    assert_eq!(names(&path.join("new")), ["carta-1@scj.test"]);
    assert_eq!(names(&path.join("tmp")), [""; 0]);
    let file = path.join("new/carta-1@scj.test");
    assert_eq!(fs::read(&file).unwrap(), letter("x@y").bytes);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(path.join("new")).unwrap().permissions().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn what_a_reader_has_moved_on_is_not_delivered_again() {
    for flags in ["", ":2,", ":2,S", ":2,FSab", ":1,x"] {
        let folder = tempfile::tempdir().unwrap();
        let maildir = MaildirTransport::new(folder.path());
        maildir.send(&letter("carta-1@scj.test")).await.unwrap();
        let moved = format!("cur/carta-1@scj.test{flags}");
        fs::rename(folder.path().join("new/carta-1@scj.test"), folder.path().join(&moved)).unwrap();
        maildir.send(&letter("carta-1@scj.test")).await.unwrap();
        maildir.send(&letter("carta-10@scj.test")).await.unwrap();
        assert_eq!(names(&folder.path().join("new")), ["carta-10@scj.test"], "{flags}");
    }
}

#[tokio::test]
async fn a_listing_is_kept_only_while_the_folder_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let maildir = MaildirTransport::new(folder.path());
    maildir.send(&letter("a@x.test")).await.unwrap();
    let cur = folder.path().join("cur");
    let kept = |maildir: &MaildirTransport| {
        maildir.maildir.state.lock().unwrap().cur.as_ref().map(|listing| listing.names.len())
    };
    assert_eq!(kept(&maildir), None, "just made: it may change within the same tick");
    fs::write(cur.join("b@x.test:2,S"), "").unwrap();
    let age = |seconds| {
        let then = std::time::UNIX_EPOCH + Duration::from_secs(seconds);
        File::open(&cur).unwrap().set_modified(then).unwrap();
    };
    age(1_000_000);
    maildir.send(&letter("b@x.test")).await.unwrap();
    assert_eq!(kept(&maildir), Some(1));
    fs::write(cur.join("c@x.test:2,S"), "").unwrap();
    age(1_000_007);
    maildir.send(&letter("c@x.test")).await.unwrap();
    assert_eq!(kept(&maildir), Some(2));
    assert_eq!(names(&folder.path().join("new")), ["a@x.test"]);
}

#[tokio::test]
async fn a_crash_leaves_nothing_that_counts() {
    let folder = tempfile::tempdir().unwrap();
    MaildirTransport::new(folder.path()).check().await.unwrap();
    let tmp = folder.path().join("tmp");
    for name in ["radica-0123", "radica-old", "another-program"] {
        fs::write(tmp.join(name), "half").unwrap();
    }
    for name in ["radica-old", "another-program"] {
        File::open(tmp.join(name)).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    }
    MaildirTransport::new(folder.path()).send(&letter("a@x.test")).await.unwrap();
    assert_eq!(names(&tmp), ["another-program", "radica-0123"]);
    assert_eq!(names(&folder.path().join("new")), ["a@x.test"]);
}

#[tokio::test]
async fn many_at_once_and_the_same_one_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let maildir = MaildirTransport::new(folder.path());
    let letters: Vec<_> = (0..40).map(|n| letter(&format!("{}@x.test", n % 10))).collect();
    let sent = futures_util::future::join_all(letters.iter().map(|letter| maildir.send(letter))).await;
    assert!(sent.iter().all(Result::is_ok), "{sent:?}");
    assert_eq!(names(&folder.path().join("new")).len(), 10);
    assert_eq!(names(&folder.path().join("tmp")), [""; 0]);
}

#[tokio::test]
async fn a_folder_that_cannot_be_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "").unwrap();
    let error = MaildirTransport::new(&path).send(&letter("a@x.test")).await.unwrap_err();
    assert!(
        matches!(&error, SendError::Unavailable(text) if text.contains(&path.display().to_string())),
        "{error}"
    );
    let full = cannot("write", Path::new("/m/tmp/x"), &ErrorKind::StorageFull.into());
    assert!(matches!(&full, SendError::Passing(text) if text.contains("/m/tmp/x")), "{full}");
    let closed = cannot("write", Path::new("/m/tmp/x"), &ErrorKind::PermissionDenied.into());
    assert!(matches!(closed, SendError::Unavailable(_)));
}

#[tokio::test]
async fn folders_that_vanish_are_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m");
    let maildir = MaildirTransport::new(&path);
    maildir.send(&letter("a@x.test")).await.unwrap();
    fs::remove_dir_all(&path).unwrap();
    maildir.send(&letter("b@x.test")).await.unwrap();
    assert_eq!(names(&path.join("new")), ["b@x.test"]);
}

#[test]
fn file_names_are_safe_and_tell_ids_apart() {
    let long = format!("{}@x.test", "a".repeat(300));
    let longer = format!("{}b@x.test", "a".repeat(300));
    let ids = [
        "../../etc/passwd@x",
        "a/b@x",
        "ab@x",
        "a:b@x",
        "a:2,S@x",
        ".hidden@x",
        "ñ@x",
        "~@x",
        "%",
        &long,
        &longer,
    ];
    let mut seen = HashSet::new();
    for id in ids {
        let id = MessageId::parse(id).unwrap();
        let name = file_name(&id);
        assert_eq!(name, file_name(&id));
        assert!(
            name.len() <= 150 && !name.starts_with('.') && !name.contains(['/', ':', ',', '\0']),
            "{name}"
        );
        assert!(seen.insert(name), "{id}");
    }
    assert_eq!(file_name(&MessageId::parse("<x.1@scj.test>").unwrap()), "x.1@scj.test");
}
