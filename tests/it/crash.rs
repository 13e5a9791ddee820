//! The program is killed at random instants, again and again, with hundreds of mails waiting: nothing may be lost, and
//! nothing done twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

use crate::support::desk::{DESK, Letter, On, list, words_alone, write_configuration};
use crate::support::lab::Lab;
use crate::support::served::{LOOK_EVERY, Seen, Served};

/// How many mails wait at the beginning.
const MAILS: usize = 300;
/// How many more come when all have been taken before the last kill, so that each kill meets work.
const MORE: usize = 20;
/// How often each desk is killed: 56 times in all.
const KILLS: usize = 14;
/// How often it is asked to stop.
const STOPS: usize = 10;
/// The agents of mesa-n1, where a case without category goes.
const AGENTS: [&str; 2] = ["agente1@scj.test", "agente2@scj.test"];
/// For what takes as long as it takes.
const DEADLINE: Duration = Duration::from_secs(90);
/// How long it may take to stop.
const SOON: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn kills_on_maildirs_and_sqlite_lose_and_double_nothing() {
    let mut bench = Bench::new(Ends::Maildirs, On::Sqlite).await;
    bench.killed(11).await;
    bench.at_the_end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_on_maildirs_and_postgres_lose_and_double_nothing() {
    let mut bench = Bench::new(Ends::Maildirs, On::Postgres).await;
    bench.killed(22).await;
    bench.at_the_end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_on_imap_smtp_and_sqlite_lose_and_double_nothing() {
    let mut bench = Bench::new(Ends::Lab(Box::new(Lab::up())), On::Sqlite).await;
    bench.killed(33).await;
    bench.at_the_end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_on_imap_smtp_and_postgres_lose_and_double_nothing() {
    let mut bench = Bench::new(Ends::Lab(Box::new(Lab::up())), On::Postgres).await;
    bench.killed(44).await;
    bench.at_the_end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_it_soon_and_well_and_loses_and_doubles_nothing() {
    let mut bench = Bench::new(Ends::Maildirs, On::Sqlite).await;
    bench.stopped(55).await;
    bench.at_the_end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_that_a_dead_process_got_late_is_voided() {
    let mut bench = Bench::empty(Ends::Maildirs, On::Postgres).await;
    bench.deliver(1);
    let mut served = bench.start();
    bench.until_done(&mut served).await;
    // A server may carry out a dead process's last commit at any time after; no process has this number.
    let Seen::Postgres(url) = &bench.database else { panic!("not on PostgreSQL") };
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    let mut connection = PgConnection::connect(url).await.unwrap();
    let late =
        sqlx::query("UPDATE letter SET state = 'queued', locked_by = $1, locked_until = 99999999999999")
            .bind(format!("{}/4194999/1", host.trim()))
            .execute(&mut connection)
            .await
            .unwrap();
    assert_eq!(late.rows_affected(), 3);
    bench.until_done(&mut served).await;
    bench.at_the_end().await;
}

/// Where mail comes from and goes to.
enum Ends {
    Maildirs,
    Lab(Box<Lab>),
}

/// A desk that is started and ended again and again.
struct Bench {
    folder: TempDir,
    ends: Ends,
    database: Seen,
    /// Mails that have been delivered to it.
    mails: usize,
    began: Instant,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Progress {
    taken: usize,
    queued: usize,
    sent: usize,
}

impl Bench {
    async fn new(ends: Ends, on: On) -> Self {
        let mut bench = Self::empty(ends, on).await;
        bench.deliver(MAILS);
        bench
    }

    async fn empty(ends: Ends, on: On) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (database, url) = match on {
            On::Sqlite => (Seen::Sqlite(folder.path().join("radica.db")), "sqlite://radica.db".to_owned()),
            On::Postgres => {
                let url = crate::support::postgres::fresh().await;
                (Seen::Postgres(url.clone()), url)
            }
        };
        match &ends {
            Ends::Maildirs => write_configuration(folder.path(), &url, ""),
            Ends::Lab(lab) => lab.write_configuration(folder.path(), &url),
        }
        // So many cases of one category are no problem here, and no clock of theirs is told of.
        let file = folder.path().join("radica.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        let more = "[rules]\nproblem_threshold = 1000000\ndigest = false\n";
        std::fs::write(&file, format!("{text}\n{more}{}", words_alone(folder.path()))).unwrap();
        Self { folder, ends, database, mails: 0, began: Instant::now() }
    }

    /// Puts more mails into the mailbox, each of another sender.
    fn deliver(&mut self, count: usize) {
        let mails: Vec<String> = (self.mails..self.mails + count).map(mail).collect();
        match &self.ends {
            Ends::Maildirs => {
                let [tmp, new] = ["in/tmp", "in/new"].map(|name| self.folder.path().join(name));
                for folder in [&tmp, &new] {
                    std::fs::create_dir_all(folder).unwrap();
                }
                for (at, mail) in mails.iter().enumerate() {
                    let name = format!("1795186800.M{:06}P1.test", self.mails + at);
                    std::fs::write(tmp.join(&name), mail).unwrap();
                    std::fs::rename(tmp.join(&name), new.join(&name)).unwrap();
                }
            }
            Ends::Lab(lab) => lab.seed_all(&mails, DESK),
        }
        self.mails += count;
    }

    /// Starts it. Its clock goes on from one process to the next.
    fn start(&self) -> Served {
        let ten: Timestamp = "2026-11-20T10:00:00-05:00".parse().unwrap();
        let now = ten + SignedDuration::try_from(self.began.elapsed()).unwrap();
        Served::start(self.folder.path(), &now.to_string())
    }

    /// What the database says; before there are tables, nothing is done.
    async fn progress(&self) -> Progress {
        let counts = self
            .database
            .counts(["inbound", "letter WHERE state = 'queued'", "letter WHERE state = 'sent'"])
            .await
            .unwrap_or_default();
        Progress { taken: counts[0], queued: counts[1], sent: counts[2] }
    }

    fn is_done(&self, progress: Progress) -> bool {
        progress.taken == self.mails && progress.queued == 0 && self.inbox().is_empty()
    }

    /// Kills it at random instants while there is work, then lets it finish.
    async fn killed(&mut self, seed: u64) {
        let mut instants = Instants::new(seed);
        let mut before = Progress::default();
        let (mut kills, mut during_intake, mut during_sending) = (0, 0, 0);
        while kills < KILLS {
            let mut served = self.start();
            tokio::time::sleep(instants.next()).await;
            served.is_alive();
            served.kill();
            let progress = self.progress().await;
            if self.is_done(progress) {
                // That one came too late to break anything.
                self.deliver(MORE);
                continue;
            }
            kills += 1;
            during_intake += usize::from(progress.taken < self.mails);
            during_sending += usize::from(progress.queued > 0);
            eprintln!("kill {kills} at {:?}: {progress:?}", instants.last);
            if progress == before {
                instants.later();
            }
            before = progress;
            if self.inbox().is_empty() {
                self.deliver(MORE);
            }
        }
        eprintln!("{kills} kills, {during_intake} with mail waiting, {during_sending} with letters waiting");
        assert!(during_intake > 0 && during_sending > 0, "one of both was never under way");
        self.finish().await;
    }

    /// Asks it to stop at random instants, then lets it finish.
    async fn stopped(&mut self, seed: u64) {
        let mut instants = Instants::new(seed);
        let mut stops = 0;
        while stops < STOPS {
            let mut served = self.start();
            // Every other time while it is still opening its database.
            let starting = stops % 2 == 1;
            served.until_it_says(if starting { "RADICA_NOW is set" } else { "radica is at work" }).await;
            tokio::time::sleep(instants.next() / if starting { 10 } else { 1 }).await;
            let (status, after) = served.terminate(SOON).await;
            assert_eq!(status.code(), Some(0), "{status:?}");
            let progress = self.progress().await;
            if self.is_done(progress) {
                self.deliver(MORE);
                continue;
            }
            stops += 1;
            eprintln!("stop {stops} at {:?}, which took {after:?}: {progress:?}", instants.last);
        }
        self.finish().await;
    }

    /// Lets it run until nothing is left to do.
    async fn finish(&self) {
        let mut served = self.start();
        self.until_done(&mut served).await;
        let (status, _) = served.terminate(SOON).await;
        assert_eq!(status.code(), Some(0), "{status:?}");
        eprintln!("done after {:?}", self.began.elapsed());
    }

    async fn until_done(&self, served: &mut Served) {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let progress = self.progress().await;
            if self.is_done(progress) {
                break;
            }
            served.is_alive();
            assert!(
                Instant::now() < deadline,
                "it is not done: {progress:?}, {} mails wait",
                self.inbox().len()
            );
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// What lies in the mailbox still.
    fn inbox(&self) -> Vec<String> {
        match &self.ends {
            Ends::Maildirs => names(&self.folder.path().join("in")),
            Ends::Lab(lab) => lab.inbox(DESK, "INBOX"),
        }
    }

    /// As many cases as mails, each letter once, each mail filed; and nothing else.
    async fn at_the_end(&self) {
        self.database.is_whole().await;
        let senders: BTreeSet<String> = (0..self.mails).map(sender).collect();

        let cases = self.database.pairs("SELECT number, requester_email FROM ticket").await.unwrap();
        assert_eq!(cases.len(), self.mails);
        let numbers: BTreeSet<String> = cases.iter().map(|(number, _)| number.clone()).collect();
        assert_eq!(numbers, (1..=self.mails).map(|nth| format!("SCJ-2026-{nth:06}")).collect(), "no gap");
        assert_eq!(cases.iter().map(|(_, from)| from.clone()).collect::<BTreeSet<_>>(), senders);

        let outcomes =
            self.database.pairs("SELECT outcome, COUNT(*) || '' FROM inbound GROUP BY outcome").await;
        assert_eq!(outcomes.unwrap(), [("new_ticket".to_owned(), self.mails.to_string())]);
        let [identities, requests, unkept, repeated] = self
            .database
            .counts([
                "inbound WHERE identity IS NOT NULL AND ticket_id IS NOT NULL",
                "request",
                "inbound LEFT JOIN blob ON sha256 = raw_sha256 WHERE data IS NULL",
                "(SELECT ticket_id FROM event GROUP BY ticket_id, type, text HAVING COUNT(*) > 1) AS twice",
            ])
            .await
            .unwrap();
        assert_eq!((identities, requests, unkept, repeated), (self.mails, 0, 0, 0));

        // One acknowledgement a case and one assignment an agent: no more, no less, all of them sent.
        let letters = self
            .database
            .pairs(
                "SELECT case_number || ' ' || requester_email, kind || ' ' || to_address || ' ' || state \
                 FROM letter LEFT JOIN (SELECT id AS ticket, number AS case_number, requester_email FROM ticket) AS t \
                 ON ticket = ticket_id",
            )
            .await
            .unwrap();
        let mut got: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (case, letter) in letters {
            got.entry(case).or_default().push(letter);
        }
        let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (number, from) in cases {
            let mut letters = vec![format!("acknowledgement {from} sent")];
            letters.extend(AGENTS.map(|agent| format!("assignment {agent} sent")));
            wanted.insert(format!("{number} {from}"), letters);
        }
        got.values_mut().for_each(|letters| letters.sort());
        assert_eq!(got, wanted);

        self.has_delivered().await;
        assert_eq!(self.inbox(), Vec::<String>::new());
        match &self.ends {
            Ends::Maildirs => {
                let done = names(&self.folder.path().join("in/.Procesados"));
                assert_eq!(done.len(), self.mails);
                assert_eq!(list(&self.folder.path().join("in/.Cuarentena/cur")).len(), 0);
            }
            Ends::Lab(lab) => {
                let done = lab.message_ids(DESK, "Procesados");
                assert_eq!(done.len(), self.mails);
                assert_eq!(done.into_iter().collect::<BTreeSet<_>>().len(), self.mails);
            }
        }
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap();
        let errors: Vec<&str> =
            log.lines().filter(|line| line.contains(" ERROR ") || line.contains("panic")).collect();
        assert_eq!(errors, Vec::<&str>::new());
    }

    /// What the database calls sent is what the recipients have.
    async fn has_delivered(&self) {
        let sent = self.database.pairs("SELECT to_address, message_id FROM letter").await.unwrap();
        let distinct: BTreeSet<(String, String)> = sent.iter().cloned().collect();
        assert_eq!(distinct.len(), 3 * self.mails);
        match &self.ends {
            Ends::Maildirs => {
                let got: Vec<(String, String)> = list(&self.folder.path().join("out/new"))
                    .iter()
                    .map(|file| Letter::read(&std::fs::read(file).unwrap()))
                    .map(|letter| (letter.to, letter.message_id))
                    .collect();
                assert_eq!(got.len(), 3 * self.mails, "each once");
                assert_eq!(got.into_iter().collect::<BTreeSet<_>>(), distinct);
            }
            Ends::Lab(lab) => {
                for user in ["ana@scj.test", AGENTS[0], AGENTS[1]] {
                    // All senders are ana+N@scj.test, whose mailbox is ana's.
                    let is_theirs =
                        |to: &str| if user.starts_with("ana") { to.starts_with("ana+") } else { to == user };
                    let wanted: BTreeSet<String> =
                        distinct.iter().filter(|(to, _)| is_theirs(to)).map(|(_, id)| id.clone()).collect();
                    assert_eq!(wanted.len(), self.mails);
                    // A kill between the server's 250 and the commit sends a letter again under the same Message-ID:
                    // at most as many as were under way at once, a kill.
                    let copies = until_there(lab, user, &wanted).await;
                    eprintln!("{user}: {} copies of {} letters", copies, wanted.len());
                    assert!(copies - wanted.len() <= KILLS * 16, "{copies}");
                }
            }
        }
    }
}

/// Waits until a mailbox has all these letters, and no others; how many copies it has.
async fn until_there(lab: &Lab, user: &str, wanted: &BTreeSet<String>) -> usize {
    let deadline = Instant::now() + DEADLINE;
    loop {
        let ids = lab.message_ids(user, "INBOX");
        let copies = ids.len();
        let got: BTreeSet<String> = ids.into_iter().collect();
        if got == *wanted {
            return copies;
        }
        assert!(got.is_subset(wanted), "{user} has letters that nobody queued");
        assert!(Instant::now() < deadline, "{user} has {} of {} letters", got.len(), wanted.len());
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// The mails in a Maildir's `new` and `cur`.
fn names(maildir: &Path) -> Vec<String> {
    ["new", "cur"]
        .iter()
        .flat_map(|sub| list(&maildir.join(sub)))
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

fn sender(nth: usize) -> String {
    format!("ana+s{nth}@scj.test")
}

/// A complete request, each of another person.
pub fn mail(nth: usize) -> String {
    const FIRST: [&str; 7] = ["Carlos", "Lucía", "Andrés", "Paola", "Jorge", "Natalia", "Hernán"];
    const LAST: [&str; 5] = ["Rojas", "Gómez", "Castañeda", "Moreno", "Pérez"];
    let (name, from) = (format!("{} {}", FIRST[nth % 7], LAST[nth % 5]), sender(nth));
    format!(
        "From: {name} <{from}>\r\nTo: {DESK}\r\nSubject: Impresora {nth}\r\nMessage-ID: <s{nth}@cliente.test>\r\n\
         Date: Fri, 20 Nov 2026 09:{:02}:{:02} -0500\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\nBuenos días:\r\n\r\nLa impresora {nth} del piso 3 no imprime desde ayer.\r\n\
         Dependencia: Despacho\r\nSede: Casa de Justicia de Bosa\r\n\r\nGracias\r\n",
        nth / 60 % 60,
        nth % 60
    )
}

/// Pseudo-random instants (SplitMix64), the same for the same seed.
struct Instants {
    state: u64,
    longest: u64,
    last: Duration,
}

impl Instants {
    const SOONEST: u64 = 20;

    fn new(seed: u64) -> Self {
        eprintln!("seed {seed}");
        Self { state: seed, longest: 2_500, last: Duration::ZERO }
    }

    /// How long after the start it ends.
    fn next(&mut self) -> Duration {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        self.last = Duration::from_millis(Self::SOONEST + mixed % (self.longest - Self::SOONEST));
        self.last
    }

    /// Nothing came about before the last one: a slow machine is given more time, so that kills meet work.
    fn later(&mut self) {
        self.longest = (self.longest * 3 / 2).min(8_000);
    }
}
