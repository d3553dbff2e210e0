//! The `site` command.

use std::fs;
use std::io::{self, Write};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use directory::{Category, Date, Slug};
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use site::check::DataFiles;
use site::hosting::Nginx;
use site::notices::{self, Published, Told};
use site::output::{Output, Quality, Store};
use site::publish::Publication;
use site::replace::replace;
use site::serve::Base;
use site::settings::Settings;
use site::sign_ups::SignUps;
use site::{change, check, new, renamed, sample, serve, sign_ups, sizes};

/// Countersign's publisher.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check every vendor record, and renamed.json beside them; list all defects
    Check {
        #[command(flatten)]
        files: DataFiles,
    },
    /// Write down that a vendor's verdict changed; what is not given is asked for
    Change {
        /// The vendor's key
        #[arg(value_parser = Slug::parse)]
        slug: Slug,
        #[command(flatten)]
        answers: Box<change::Answers>,
        #[command(flatten)]
        files: DataFiles,
    },
    /// Start a vendor's record, to fill in
    New {
        /// The vendor's name, as it writes it
        name: String,
        /// The kind of software
        #[arg(long, value_parser = category_parser())]
        category: Option<Category>,
        /// The key in the vendor's address, if not made of the name
        #[arg(long, value_parser = Slug::parse)]
        slug: Option<Slug>,
        /// The folder of the records
        #[arg(long, default_value = "public/vendors")]
        vendors: PathBuf,
    },
    /// Publish the site around what Trunk built; Trunk runs this after each build
    Publish(Publish),
    /// Make up records, to try the site at any size
    Sample {
        /// How many
        #[arg(long)]
        vendors: usize,
        /// A new folder for the records, one file each
        #[arg(long, default_value = "target/sample")]
        out: PathBuf,
        /// Write the bundle of all, and no record, into this file
        #[arg(long, conflicts_with = "out")]
        bundle: Option<PathBuf>,
        /// Another number gives other records, the same one the same
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Serve the built site on this machine
    Serve {
        /// The built site
        #[arg(long, default_value = "dist")]
        dir: PathBuf,
        /// The port to listen on; 0 takes a free one
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// The address to listen on
        #[arg(long, default_value = "127.0.0.1")]
        host: String,
        /// The path that the site was built for
        #[arg(long, default_value = "/", value_parser = Base::parse)]
        base: Base,
        /// The file that sign-ups by email are kept in; it is made with the first start
        #[arg(long, default_value = SIGN_UPS)]
        sign_ups: PathBuf,
        /// How many sign-ups a minute one address on the network may try
        #[arg(long, default_value = "20")]
        tries: NonZeroU32,
    },
    /// Print a note for each vendor whose verdict changed, ready to be sent; each note once
    Notices(Notices),
    /// What becomes of sign-ups by email
    #[command(subcommand)]
    Signups(SignUpsCommand),
    /// Print the configuration with which nginx serves the built site
    Nginx {
        /// The built site
        #[arg(long, default_value = "dist")]
        dir: PathBuf,
        /// The path that the site was built for
        #[arg(long, default_value = "/", value_parser = Base::parse)]
        base: Base,
        /// The folder on the server that holds the site: what / stands for
        #[arg(long)]
        root: PathBuf,
        /// The port, or address and port, to listen on
        #[arg(long, default_value = "80")]
        listen: String,
    },
    /// Put a new site in the place of the last one, in a single step
    Replace {
        /// The new site; the folder is gone afterwards
        #[arg(long, default_value = "target/trunk")]
        new: PathBuf,
        /// The last one, which hosts take
        #[arg(long, default_value = "dist")]
        place: PathBuf,
    },
    /// Weigh the built site against its budgets
    Sizes {
        /// The built site
        #[arg(long, default_value = "dist")]
        dir: PathBuf,
    },
}

#[derive(Subcommand)]
enum SignUpsCommand {
    /// Write the sign-ups as CSV: address, vendor, moment
    Export {
        /// The file that they are kept in
        #[arg(long, default_value = SIGN_UPS)]
        sign_ups: PathBuf,
        /// Those of one vendor alone
        #[arg(long, value_parser = Slug::parse)]
        vendor: Option<Slug>,
        /// The built site, which says what vendors that were renamed are called now
        #[arg(long, default_value = "dist")]
        dir: PathBuf,
    },
}

#[derive(Args)]
struct Notices {
    /// The publication before: its folder, its address, or its vendors.json
    #[arg(long)]
    since: String,
    /// The publication now: its folder or its address
    #[arg(long, default_value = "dist")]
    now: String,
    /// Write each note as text, HTML and JSON into this folder, and not as a line of JSON
    #[arg(long)]
    out: Option<PathBuf>,
    /// What was told of each vendor; kept from one time to the next
    #[arg(long, default_value = "data/told.json")]
    told: PathBuf,
    /// The operator's settings
    #[arg(long, default_value = "public/site.json")]
    settings: PathBuf,
    /// The path that the site lies under
    #[arg(long, default_value = "/", value_parser = Base::parse)]
    base: Base,
}

/// Where sign-ups are kept: neither in `dist/`, which is published, nor in `target/`, which `make clean` removes.
const SIGN_UPS: &str = "data/sign-ups.sqlite";

#[derive(Args)]
struct Publish {
    /// The folder that Trunk built into, and that the site is written to
    #[arg(long, env = "TRUNK_STAGING_DIR", default_value = "dist")]
    out: PathBuf,
    /// The path that the site lies under
    #[arg(long, env = "TRUNK_PUBLIC_URL", default_value = "/", value_parser = Base::parse)]
    base: Base,
    /// The HTML that Trunk built; its index.html if not said
    #[arg(long)]
    shell: Option<PathBuf>,
    /// Where to keep that HTML, to publish again without Trunk
    #[arg(long)]
    keep_shell: Option<PathBuf>,
    #[command(flatten)]
    files: DataFiles,
    /// The operator's settings
    #[arg(long, default_value = "public/site.json")]
    settings: PathBuf,
    /// Where compressed files are kept for the next publication
    #[arg(long, default_value = "target/published")]
    store: PathBuf,
    /// How hard brotli tries on the files of each vendor, 0 to 11; 11 up to 5,000 vendors and 5 past them if not said
    #[arg(long, value_parser = Quality::parse)]
    quality: Option<Quality>,
    /// Whether the site is for visitors, or to look at while writing it: then nothing is compressed
    #[arg(long, env = "TRUNK_PROFILE", value_enum, default_value_t = Profile::Release)]
    profile: Profile,
    /// Refuse settings whose address is a placeholder, which otherwise gets a warning
    #[arg(long, env = "SITE_REQUIRE_ADDRESS")]
    require_address: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Profile {
    Release,
    Debug,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            // Nothing is left to do when even this cannot be said.
            let _ = writeln!(io::stderr(), "site: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check { files } => return check_records(&files),
        Command::Change { slug, answers, files } => {
            let mut desk = change::Desk {
                files: &files,
                today: today()?,
                input: &mut io::stdin().lock(),
                questions: &mut io::stderr(),
            };
            let (path, record) = desk.change(&slug, &answers)?;
            let changed = record
                .changes
                .first()
                .map(|change| [change.field.label(), " ", &change.in_words(record.verdict())].concat());
            say(&format!("{}: {}", path.display(), changed.unwrap_or_default()))?;
        }
        Command::New { name, category, slug, vendors } => {
            let path = new::create(&vendors, &new::Vendor::new(&name, slug, category)?, today()?)?;
            say(&format!(
                "{}\nNext: replace each FILL IN there with what {}'s pages say; `site check` lists what is left.",
                path.display(),
                name.trim()
            ))?;
        }
        Command::Publish(arguments) => return publish_site(&arguments),
        Command::Serve { dir, port, host, base, sign_ups, tries } => {
            let is_public = serve::would_lie_in(&sign_ups, &dir);
            let is_public =
                is_public.with_context(|| format!("cannot keep sign-ups in {}", sign_ups.display()))?;
            anyhow::ensure!(
                !is_public,
                "{} lies in the served folder: anyone could read it",
                sign_ups.display()
            );
            let sign_ups = sign_ups::router(SignUps::open(&sign_ups)?, &dir, &base, tries);
            let runtime = tokio::runtime::Runtime::new().context("cannot start the server")?;
            runtime.block_on(serve::serve(&dir, &host, port, &base, sign_ups))?;
        }
        Command::Notices(arguments) => return give_notices(&arguments),
        Command::Signups(SignUpsCommand::Export { sign_ups, vendor, dir }) => {
            let renamed = renamed::of_site(&dir)?;
            match sign_ups::export(&sign_ups, vendor.as_ref(), &renamed, io::stdout().lock()) {
                Err(error) if error.is_broken_pipe() => {}
                exported => exported?,
            }
        }
        Command::Sample { vendors, out, bundle, seed } => {
            let public = Path::new("public");
            match &bundle {
                Some(file) => sample::write_bundle(file, public, vendors, seed)?,
                None => sample::write_records(&out, public, vendors, seed)?,
            }
            say(&format!("made {vendors} vendors up: {}", bundle.unwrap_or(out).display()))?;
        }
        Command::Nginx { dir, base, root, listen } => {
            say(&Nginx::new(&dir, &root, base.as_str(), &listen)?.to_string())?;
        }
        Command::Replace { new, place } => {
            replace(&new, &place)?;
            say(&format!("{} is the new site", place.display()))?;
        }
        Command::Sizes { dir } => return weigh(&dir),
    }
    Ok(ExitCode::SUCCESS)
}

fn publish_site(arguments: &Publish) -> anyhow::Result<ExitCode> {
    let today = today()?;
    let data = match check::records(&arguments.files, today) {
        Ok(data) => data,
        Err(defects) => {
            say(&defects.to_string())?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let path = arguments.shell.clone().unwrap_or_else(|| arguments.out.join("index.html"));
    let shell = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let settings = Settings::read(&arguments.settings)?;
    let placeholder = placeholder_warning(&settings, &arguments.settings);
    if let Some(warning) = placeholder.as_ref().filter(|_| arguments.require_address) {
        anyhow::bail!("{warning}");
    }
    let base = arguments.base.to_string();
    let publication = Publication { shell, data, settings, base, today };
    let vendors = publication.data.records.len();
    match arguments.profile {
        Profile::Debug => {
            publication.write(&arguments.out)?;
            say(&format!("published {vendors} vendors, nothing compressed"))?;
        }
        Profile::Release => {
            let store = Store::new(&arguments.store);
            let quality = arguments.quality.unwrap_or(Quality::for_vendors(vendors));
            let output = Output::compressing(&arguments.out, &store, quality);
            publication.write_to(&output, &progress_bar()?)?;
            store.tidy()?;
            say(&format!("published {vendors} vendors; made {} files anew", store.made()))?;
            if let Some(kept) = &arguments.keep_shell {
                fs::write(kept, &publication.shell)
                    .with_context(|| format!("cannot write {}", kept.display()))?;
            }
            if let Some(warning) = placeholder {
                warn(&warning);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What is wrong with settings whose address is still the one of a fresh clone.
fn placeholder_warning(settings: &Settings, path: &Path) -> Option<String> {
    settings.has_placeholder_address().then(|| {
        let address = &settings.address;
        format!(
            "{}: address is a placeholder, {address}: set it to the site's own before visitors come",
            path.display()
        )
    })
}

/// Says on the standard error what does not stop the command.
fn warn(text: &str) {
    // Nothing is left to do when even this cannot be said.
    let _ = writeln!(io::stderr(), "site: warning: {text}");
}

fn give_notices(arguments: &Notices) -> anyhow::Result<ExitCode> {
    let settings = Settings::read(&arguments.settings)?;
    if let Some(warning) = placeholder_warning(&settings, &arguments.settings) {
        warn(&warning);
    }
    let since = Published::read(&arguments.since)?;
    let now = Published::read_with_changes(&arguments.now)?;
    let mut told = Told::read(&arguments.told)?;
    for notice in notices::notices(&since, &now, &mut told, &settings, arguments.base.as_str()) {
        match &arguments.out {
            Some(folder) => notice.write(folder)?,
            None if print_line(&serde_json::to_string(&notice)?)? => {}
            None => return Ok(ExitCode::SUCCESS),
        }
    }
    // Last: a note that could not be given, or that nobody read, is given next time.
    told.write(&arguments.told)?;
    Ok(ExitCode::SUCCESS)
}

/// Shown on a terminal alone.
fn progress_bar() -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} vendors, {eta} left")?;
    Ok(ProgressBar::no_length().with_style(style).with_finish(ProgressFinish::AndClear))
}

/// Checks the records, and beside them the featured vendors that the settings name.
fn check_records(files: &DataFiles) -> anyhow::Result<ExitCode> {
    let settings = files.beside("site.json");
    let featured = if settings.exists() { Settings::read(&settings)?.featured } else { Vec::new() };
    let checked = check::records(files, today()?).and_then(|checked| {
        let records = checked.records.len();
        let list = check::featured_defects(&settings, &featured, &checked.records);
        if list.is_empty() { Ok(records) } else { Err(check::Defects { records, list }) }
    });
    match checked {
        Ok(records) => {
            say(&check::summary(records, 0))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(defects) => {
            say(&defects.to_string())?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn weigh(dir: &Path) -> anyhow::Result<ExitCode> {
    let parts = sizes::parts(dir)?;
    say(sizes::Table(&parts).to_string().trim_end())?;
    let over: Vec<&str> = parts.iter().filter(|part| part.is_over()).map(|part| part.name.as_str()).collect();
    anyhow::ensure!(over.is_empty(), "over budget: {}", over.join("; "));
    Ok(ExitCode::SUCCESS)
}

fn category_parser() -> impl TypedValueParser<Value = Category> {
    PossibleValuesParser::new(Category::ALL.iter().map(|category| category.key()))
        .try_map(|key| Category::from_key(&key).ok_or("no such category"))
}

/// Prints a line. That nobody reads it any more (`site check | head`) is no failure.
fn say(text: &str) -> io::Result<()> {
    print_line(text).map(|_is_read| ())
}

/// Prints a line; returns false if the reader has closed the pipe.
fn print_line(text: &str) -> io::Result<bool> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        written => written.map(|()| true),
    }
}

/// The day of now in UTC, so that it is the same day on every machine.
fn today() -> anyhow::Result<Date> {
    const SECONDS_A_DAY: u64 = 86_400;
    let clock = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?;
    let date = i32::try_from(clock.as_secs() / SECONDS_A_DAY).ok().and_then(Date::from_unix_days);
    date.context("the clock stands after the calendar")
}
