//! Bytes by content.

use std::path::{Path, PathBuf};

use radica::store::StoreError;
use radica::store::blob::{self, LARGEST_ROW, keep, keep_large, sha256};

use crate::support::desk::On;
use crate::support::store::{TestStore, number};

on_both!(
    small_ones_are_rows_and_large_ones_files,
    what_is_spoilt_is_told,
    the_same_bytes_are_kept_once,
    a_large_one_is_written_part_by_part,
);

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn bytes(size: usize) -> Vec<u8> {
    (0..size).map(|n| (n * 7 + n / 256) as u8).collect()
}

/// Keeps bytes as intake does.
async fn put(store: &TestStore, bytes: &[u8]) -> String {
    let name = sha256(bytes);
    store.blobs.put_large(&name, bytes).await.unwrap();
    let mut tx = store.db.write().await.unwrap();
    keep(&mut tx, &name, bytes);
    tx.commit().await.unwrap();
    name
}

async fn get(store: &TestStore, name: &str) -> Result<Vec<u8>, StoreError> {
    store.blobs.get(&mut store.db.read().await.unwrap(), name).await
}

fn place(store: &TestStore, name: &str) -> PathBuf {
    store.config.storage.blobs.join(&name[..2]).join(name)
}

async fn small_ones_are_rows_and_large_ones_files(on: On) {
    let store = TestStore::open(on).await;
    for size in [0, 1, 300, LARGEST_ROW, LARGEST_ROW + 1, 3 << 20] {
        let all = bytes(size);
        let name = put(&store, &all).await;
        assert!(get(&store, &name).await.unwrap() == all, "{size}");
        assert_eq!(place(&store, &name).exists(), size > LARGEST_ROW, "{size}");
    }
    assert_eq!(files(&store.config.storage.blobs).len(), 2);
    assert_eq!(store.number("SELECT COUNT(*) FROM blob WHERE data IS NULL").await, 2);
    assert_eq!(store.number("SELECT MAX(size) FROM blob").await, 3 << 20);
}

async fn what_is_spoilt_is_told(on: On) {
    let store = TestStore::open(on).await;
    let told = async |name: &str, part: &str| {
        let error = get(&store, name).await.unwrap_err();
        assert!(matches!(error, StoreError::Blob(_)), "{error:?}");
        let sentence = error.to_string();
        assert!(sentence.contains(name) && sentence.contains(part), "{sentence}");
        assert_eq!(sentence.lines().count(), 1, "{sentence}");
    };
    told(&sha256(b"never"), "is not kept").await;

    let name = put(&store, &bytes(LARGEST_ROW * 2)).await;
    let mut spoilt = bytes(LARGEST_ROW * 2);
    spoilt[77] ^= 1;
    std::fs::write(place(&store, &name), &spoilt).unwrap();
    told(&name, "has been changed on disk").await;
    std::fs::write(place(&store, &name), b"short").unwrap();
    told(&name, "has been changed on disk").await;
    std::fs::remove_file(place(&store, &name)).unwrap();
    told(&name, "not found").await;

    let name = put(&store, b"small").await;
    store.sql("UPDATE blob SET data = NULL WHERE size = 5").await;
    told(&name, "not found").await;
}

async fn the_same_bytes_are_kept_once(on: On) {
    let store = TestStore::open(on).await;
    let all = bytes(LARGEST_ROW * 2);
    let name = put(&store, &all).await;
    assert_eq!(put(&store, &all).await, name);
    assert_eq!(files(&store.config.storage.blobs).len(), 1);
    assert_eq!(store.number("SELECT COUNT(*) FROM blob").await, 1);
    // What a full disk has cut short is written anew.
    std::fs::write(place(&store, &name), b"short").unwrap();
    put(&store, &all).await;
    assert!(get(&store, &name).await.unwrap() == all);
    // A file without row, from before a crash, becomes one.
    store.sql("DELETE FROM blob").await;
    put(&store, &all).await;
    assert!(get(&store, &name).await.unwrap() == all);
}

async fn a_large_one_is_written_part_by_part(on: On) {
    let store = TestStore::open(on).await;
    let all = bytes(900_000);
    let name = sha256(&all);
    let mut hasher = blob::Hasher::default();
    let mut writer = store.blobs.writer(&name).await.unwrap();
    for part in all.chunks(70_001) {
        hasher.update(part);
        writer.write(part.to_vec()).await.unwrap();
    }
    assert!(!place(&store, &name).exists(), "it has no name before it is whole");
    writer.finish().await.unwrap();
    assert_eq!(hasher.finish(), name);
    let mut tx = store.db.write().await.unwrap();
    keep_large(&mut tx, &name, all.len() as u64);
    keep_large(&mut tx, &name, all.len() as u64);
    assert_eq!(number(&mut tx, "SELECT size FROM blob").await, 900_000);
    tx.commit().await.unwrap();
    assert!(get(&store, &name).await.unwrap() == all);

    let other = sha256(b"something else");
    let mut writer = store.blobs.writer(&other).await.unwrap();
    writer.write(all.clone()).await.unwrap();
    let error = writer.finish().await.unwrap_err().to_string();
    assert!(error.contains(&other) && error.contains("changed while they were read"), "{error}");
    assert_eq!(files(&store.config.storage.blobs), [place(&store, &name)], "nothing is left of it");
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, b"").unwrap();
    let error = blob::Blobs::open(&path.join("blobs")).unwrap_err().to_string();
    assert!(error.contains("file/blobs"), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
}
