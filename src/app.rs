//! Puts the parts together: configuration, clock, database, blobs, and the files that can be read again while running.

use std::fs::{File, TryLockError};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::clock::Clock;
use crate::config::catalog::Catalog;
use crate::config::staff::Staff;
use crate::config::vocabulary::Vocabulary;
use crate::config::{Config, ConfigError, DatabaseUrl};
use crate::delivery::{SendError, Transport};
use crate::desk::classify::Classifier;
use crate::desk::classify::learned::Model;
use crate::desk::rules::Rules;
use crate::dispatch::{Dispatch, holder};
use crate::forms;
use crate::intake::Intake;
use crate::letters::{DeskIdentity, LetterError, Letters};
use crate::oauth::Tokens;
use crate::store::blob::{Blobs, sha256};
use crate::store::{Db, StoreError, label};

/// Why radica cannot run: one plain sentence.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The configuration, catalogue or staff list.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The templates.
    #[error(transparent)]
    Letters(#[from] LetterError),
    /// The database or the blobs.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The outgoing side.
    #[error(transparent)]
    Outgoing(#[from] SendError),
    /// Another process works on the same SQLite database.
    #[error("another radica works on {0}; on SQLite only one may")]
    Busy(String),
    /// A file cannot be used.
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    /// The metrics cannot be told where the configuration says.
    #[error("metrics.listen: cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The system does not let us hear signals.
    #[error("signals cannot be heard: {0}")]
    Signals(std::io::Error),
}

/// A desk, open.
#[derive(Debug)]
pub struct App {
    /// Its settings.
    pub config: Config,
    /// Business time.
    pub clock: Clock,
    /// The database.
    pub db: Db,
    /// Large blobs.
    pub blobs: Blobs,
    /// Where access tokens come from, where an end asks for them.
    pub tokens: Option<Tokens>,
    rules: watch::Sender<Arc<Rules>>,
    letters: watch::Sender<Arc<Letters>>,
    /// Held as long as this process works on a SQLite database.
    _lock: Option<File>,
}

impl App {
    /// Opens a desk to work on it: on SQLite nobody else may.
    ///
    /// # Errors
    /// One plain sentence naming what is wrong.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, AppError> {
        let lock = lock(&config.storage.database)?;
        let (rules, letters) = read_files(&config)?;
        // Beside all else: signals are heard, and the database is opened meanwhile. Whoever needs it first waits for it.
        let classifier = rules.classifier.clone();
        std::thread::spawn(move || classifier.learn());
        let db = Db::open(&config.storage.database).await?;
        let rules = taught(rules, &config, &db).await?;
        let blobs = Blobs::open(&config.storage.blobs)?;
        Ok(Self {
            clock,
            db,
            blobs,
            tokens: config.oauth2.clone().map(Tokens::new),
            rules: watch::Sender::new(Arc::new(rules)),
            letters: watch::Sender::new(Arc::new(letters)),
            config,
            _lock: lock,
        })
    }

    /// The rules as they are now.
    pub fn rules(&self) -> Arc<Rules> {
        self.rules.borrow().clone()
    }

    /// The letters as they are now.
    pub fn letters(&self) -> Arc<Letters> {
        self.letters.borrow().clone()
    }

    /// Reads catalogue, staff list and templates again. When one of them is wrong the old ones stay.
    ///
    /// # Errors
    /// One plain sentence naming the file.
    pub async fn reload(&self) -> Result<(), AppError> {
        let (rules, letters) = read_files(&self.config)?;
        let rules = taught(rules, &self.config, &self.db).await?;
        self.rules.send_replace(Arc::new(rules));
        self.letters.send_replace(Arc::new(letters));
        Ok(())
    }

    /// What takes mail.
    pub fn intake(&self) -> Intake {
        Intake::new(&self.config, self.db.clone(), self.blobs.clone(), self.clock.clone())
    }

    /// What sends letters.
    ///
    /// # Errors
    /// When the outgoing side's settings cannot be used.
    pub fn dispatch(&self) -> Result<Dispatch, AppError> {
        let transport = Arc::new(Transport::new(&self.config.outgoing, self.tokens.as_ref())?);
        let (db, blobs, clock) = (self.db.clone(), self.blobs.clone(), self.clock.clone());
        Ok(Dispatch::new(&self.config, db, blobs, clock, transport, holder()))
    }
}

/// Reads catalogue, staff list and templates.
///
/// # Errors
/// One plain sentence naming the file.
pub fn read_files(config: &Config) -> Result<(Rules, Letters), AppError> {
    let staff = Staff::load(&config.desk.staff)?;
    let desk = &config.desk.address;
    if staff.person(desk).is_some() || staff.area(desk).is_some() || staff.operators.contains(desk) {
        return Err(ConfigError::Malformed {
            path: config.desk.staff.clone(),
            message: format!(
                "{desk} is the desk's own address and can be nobody's: its letters would come back to it"
            ),
        }
        .into());
    }
    let catalog = read_catalog(config, &staff)?;
    let vocabulary = read_vocabulary(config)?;
    let classifier = classifier(&catalog, &vocabulary, config.classify.threshold);
    Ok((Rules::with(config, staff, catalog, classifier), read_letters(config)?))
}

/// The words of catalogue and vocabulary, ready to be looked for. Those of the last ones are kept, with what was learned from
/// the examples: when the staff list alone has changed, a reload makes nothing anew.
fn classifier(catalog: &Catalog, vocabulary: &Vocabulary, threshold: f64) -> Arc<Classifier> {
    static LAST: Mutex<Option<(String, Arc<Classifier>)>> = Mutex::new(None);
    let made_of = sha256(format!("{catalog:?} {vocabulary:?} {threshold}").as_bytes());
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    match &*last {
        Some((of, classifier)) if *of == made_of => classifier.clone(),
        _ => {
            let classifier = Arc::new(Classifier::new(catalog, vocabulary, threshold, None));
            *last = Some((made_of, classifier.clone()));
            classifier
        }
    }
}

/// The rules with what `catalog train` has learned, where `classify.learned` lets it have a say.
///
/// # Errors
/// When the database does not answer.
pub async fn taught(rules: Rules, config: &Config, db: &Db) -> Result<Rules, StoreError> {
    if !config.classify.learned {
        return Ok(rules);
    }
    let data = label::model(&mut db.read().await?, MODEL).await?;
    let model: Option<Model> = data
        .map(|data| serde_json::from_str(&data))
        .transpose()
        .map_err(|error| StoreError::Corrupt(format!("model {MODEL}: {error}")))?;
    Ok(rules.taught(model.map(Arc::new)))
}

/// The name under which the model of the categories is kept.
pub const MODEL: &str = "category";

/// Reads the words by which matters are told apart.
///
/// # Errors
/// One plain sentence naming the file.
pub fn read_vocabulary(config: &Config) -> Result<Arc<Vocabulary>, ConfigError> {
    match &config.classify.vocabulary {
        Some(file) => Vocabulary::load(file).map(Arc::new),
        None => Ok(Vocabulary::shipped()),
    }
}

/// Reads the catalogue and its blank forms.
///
/// # Errors
/// One plain sentence naming the file.
pub fn read_catalog(config: &Config, staff: &Staff) -> Result<Catalog, ConfigError> {
    let desk = &config.desk;
    let mut catalog = Catalog::load(&desk.catalog, staff)?;
    let folder = desk.catalog.parent().unwrap_or(Path::new("."));
    forms::blank::load(&mut catalog, folder, desk.templates.as_deref())?;
    Ok(catalog)
}

/// Reads the templates.
///
/// # Errors
/// One plain sentence naming the template.
pub fn read_letters(config: &Config) -> Result<Letters, AppError> {
    let desk = &config.desk;
    let identity = DeskIdentity {
        name: desk.name.clone(),
        address: desk.address.clone(),
        entity: desk.entity.clone(),
        phone: desk.phone.clone(),
        hours: "lunes a viernes de 7:00 a. m. a 7:00 p. m.; sábados y domingos de 8:00 a. m. a 12:00 m."
            .to_owned(),
        privacy_notice: desk.privacy_notice.clone(),
        public_url: None,
        ticket_prefix: desk.ticket_prefix.clone(),
    };
    // A folder that is named but not there overrides nothing; `check` says so.
    Ok(Letters::load(desk.templates.as_deref().filter(|folder| folder.is_dir()), identity)?)
}

/// One process on SQLite: the system takes the lock off when the process ends, however it ends.
fn lock(database: &DatabaseUrl) -> Result<Option<File>, AppError> {
    let DatabaseUrl::Sqlite(path) = database else { return Ok(None) };
    let mut name = path.clone().into_os_string();
    name.push(".lock");
    let name = PathBuf::from(name);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&name)
        .map_err(|error| AppError::File(name.clone(), error))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(AppError::Busy(path.display().to_string())),
        Err(TryLockError::Error(error)) => Err(AppError::File(name, error)),
    }
}
