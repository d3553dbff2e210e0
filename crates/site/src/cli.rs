//! The grammar of the command line.

use std::num::NonZeroU32;
use std::path::PathBuf;

use catalog::{BaaClass, Category, HttpsUrl, Slug};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use site::mail::Security;
use site::publish::output::Quality;
use site::records::DataPaths;
use site::records::change::ChangeArgs;
use site::server::BasePath;
use site::server::sign_ups::{ProxyHeader, ProxyNetwork};
use site::stack::RecordsSource;
use site::subscriptions::EmailAddress;

/// The default database of sign-ups: neither in `dist/`, which is published, nor in `target/`, which `make clean`
/// removes.
const SIGN_UPS: &str = "data/sign-ups.sqlite";

/// The default state of `site verify`, whose dates `site publish` publishes.
const VERIFY_STATE: &str = "data/verify.json";

/// Countersign's publisher.
#[derive(Parser)]
#[command(version)]
pub struct Cli {
    /// Log debug messages to standard error (or set RUST_LOG to a level such as info)
    #[arg(long, short, global = true)]
    pub verbose: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Check every vendor record and renamed.json, and list all defects
    Check {
        #[command(flatten)]
        paths: DataPaths,
    },
    /// Record that a vendor's verdict changed; asks for answers that are not given
    Change {
        /// The vendor's slug
        #[arg(value_parser = Slug::parse)]
        slug: Slug,
        #[command(flatten)]
        answers: Box<ChangeArgs>,
        #[command(flatten)]
        paths: DataPaths,
    },
    /// Create a vendor's record as a draft to fill in
    New(NewArgs),
    /// Publish the site from the HTML that Trunk built; Trunk runs this after each build
    Publish(PublishArgs),
    /// Generate records of fictitious vendors, to try the site at any size
    Sample(SampleArgs),
    /// Check which vendors are in a stack, and whether each signs a BAA; nothing is sent
    Stack(StackArgs),
    /// Serve the published site on this machine
    Serve(ServeArgs),
    /// Print a notice for each vendor whose verdict changed, ready to send; each notice once
    Notices(NoticesArgs),
    /// Email a notice for each vendor whose verdict changed to its subscribers; each person gets each notice once
    Notify(NotifyArgs),
    /// Manage email sign-ups
    #[command(subcommand)]
    Signups(SignUpsCommand),
    /// Check whether the pages that the records cite still say what they said; no verdict or date is changed
    Verify(VerifyArgs),
    /// List the records that were verified longest ago
    Stale {
        /// The smallest age in days
        #[arg(long, default_value_t = site::verify::DUE_AFTER_DAYS)]
        days: i32,
        #[command(flatten)]
        paths: DataPaths,
    },
    /// Confirm on the terminal that a record still says what its sources say, and set its date to today
    Reverified {
        /// The vendor's slug
        #[arg(value_parser = Slug::parse)]
        slug: Slug,
        /// The file with the state of the checks
        #[arg(long, default_value = VERIFY_STATE)]
        state: PathBuf,
        #[command(flatten)]
        paths: DataPaths,
    },
    /// Read a page from standard input, and print its text, with limits of time and memory
    #[command(name = site::verify::text::COMMAND, hide = true)]
    PageText,
    /// Print an nginx configuration for the published site
    Nginx(NginxArgs),
    /// Replace the current site with a new one in a single step
    Replace {
        /// The folder of the new site, which is moved
        #[arg(long, default_value = "target/trunk")]
        new: PathBuf,
        /// The folder of the current site, which hosts deploy
        #[arg(long, default_value = "dist")]
        current: PathBuf,
    },
    /// Measure the published site against its size budgets
    Sizes {
        /// The folder of the published site
        #[arg(long, default_value = "dist")]
        dir: PathBuf,
    },
}

impl Command {
    /// Whether the command prints where its time goes.
    pub fn measures_time(&self) -> bool {
        matches!(self, Self::Publish(PublishArgs { timings: true, .. }))
    }
}

#[derive(Args)]
pub struct VerifyArgs {
    /// The vendors' slugs [default: all]
    #[arg(value_parser = Slug::parse)]
    pub slugs: Vec<Slug>,
    /// Only pages that were not checked within a week
    #[arg(long)]
    pub due: bool,
    /// The largest number of pages, the longest unchecked first
    #[arg(long)]
    pub limit: Option<usize>,
    /// Request nothing, and report what earlier runs found
    #[arg(long, conflicts_with_all = ["due", "limit", "archive_links"])]
    pub report_only: bool,
    /// Instead of the pages, look up archived copies for sources without one, and write their addresses into the records
    #[arg(long)]
    pub archive_links: bool,
    /// The form of the report
    #[arg(long, value_enum, default_value_t)]
    pub report: ReportFormat,
    /// The largest number of characters of the Markdown
    #[arg(long, default_value_t = 1_000_000)]
    pub max_chars: usize,
    /// The file with the state of the checks
    #[arg(long, default_value = VERIFY_STATE)]
    pub state: PathBuf,
    /// The pause between two requests to the same host, in seconds
    #[arg(long, default_value_t = 3)]
    pub host_delay: u64,
    /// The address of a page about you, for the header User-Agent [default: the about page of the site]
    #[arg(long, value_parser = HttpsUrl::parse)]
    pub contact: Option<HttpsUrl>,
    #[command(flatten)]
    pub paths: DataPaths,
}

/// The form of a report on sources.
#[derive(Clone, Copy, Default, ValueEnum)]
pub enum ReportFormat {
    /// For a terminal
    #[default]
    Table,
    /// Markdown, for an issue
    Md,
    /// JSON
    Json,
}

#[derive(Args)]
pub struct NewArgs {
    /// The vendor's name, as the vendor writes it
    pub name: String,
    /// The category of the software
    #[arg(long, value_parser = category_parser())]
    pub category: Option<Category>,
    /// The vendor's slug [default: made from the name]
    #[arg(long, value_parser = Slug::parse)]
    pub slug: Option<Slug>,
    /// The folder of vendor records
    #[arg(long, default_value = "public/vendors")]
    pub vendors: PathBuf,
}

#[derive(Args)]
pub struct PublishArgs {
    /// The folder that Trunk built into, and the site is written to
    #[arg(long, env = "TRUNK_STAGING_DIR", default_value = "dist")]
    pub out: PathBuf,
    /// The base path of the site
    #[arg(long, env = "TRUNK_PUBLIC_URL", default_value = "/", value_parser = BasePath::parse)]
    pub base: BasePath,
    /// The HTML that Trunk built [default: index.html in the folder]
    #[arg(long)]
    pub shell: Option<PathBuf>,
    /// Save that HTML to this file, for publishing again without Trunk
    #[arg(long)]
    pub save_shell: Option<PathBuf>,
    /// The folder that Trunk built all other entry points into
    #[arg(long, default_value = "target/entry-points")]
    pub entry_points: PathBuf,
    #[command(flatten)]
    pub paths: DataPaths,
    /// The file of the operator's settings
    #[arg(long, default_value = "public/site.json")]
    pub settings: PathBuf,
    /// The state of 'site verify', of which only dates and problems are published
    #[arg(long, default_value = VERIFY_STATE)]
    pub state: PathBuf,
    /// The folder of the cache
    #[arg(long, default_value = "target/published")]
    pub cache: PathBuf,
    /// The brotli quality of pages and JSON files, except for those that every visit can load, 0 to 11 [default: 11, or 5
    /// for more than 5,000 vendors]
    #[arg(long, value_parser = Quality::parse)]
    pub quality: Option<Quality>,
    /// Whether to compress the site for visitors (release), or not (debug)
    #[arg(long, env = "TRUNK_PROFILE", value_enum, default_value_t = Profile::Release)]
    pub profile: Profile,
    /// Fail, instead of printing a warning, if the address in the settings is a placeholder
    #[arg(long, env = "SITE_REQUIRE_ADDRESS")]
    pub require_address: bool,
    /// Print where the time goes
    #[arg(long)]
    pub timings: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Profile {
    Release,
    Debug,
}

#[derive(Args)]
pub struct SampleArgs {
    /// The number of vendors
    #[arg(long)]
    pub vendors: usize,
    /// A new folder for the records, one file per vendor
    #[arg(long, default_value = "target/sample")]
    pub out: PathBuf,
    /// Write the bundle of all vendors to this file, and no records
    #[arg(long, conflicts_with = "out")]
    pub bundle: Option<PathBuf>,
    /// The seed: the same number generates the same records
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

#[derive(Args)]
#[command(
    after_help = "Exit status: 0 if the check is complete, 1 if --fail-on applies, 2 if an input or the records cannot be read.\nWith --verbose, the table lists the ignored parts of the input."
)]
pub struct StackArgs {
    /// The files to check, folders to search for manifests, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = StackFormat::Table)]
    pub format: StackFormat,
    /// Exit with status 1 if a vendor in the stack has one of these BAA verdicts
    #[arg(long, value_name = "CLASS,…", value_delimiter = ',', value_parser = baa_class_parser())]
    pub fail_on: Vec<BaaClass>,
    /// The folder of vendor records, or the folder or address of a published site
    #[arg(long, value_name = "URL|DIR", default_value = "public/vendors")]
    pub records: RecordsSource,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum StackFormat {
    Table,
    Json,
    Csv,
}

#[derive(Args)]
pub struct ServeArgs {
    /// The folder of the published site
    #[arg(long, default_value = "dist")]
    pub dir: PathBuf,
    /// The port to listen on; 0 chooses a free one
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    pub host: String,
    /// The base path that the site was built for
    #[arg(long, default_value = "/", value_parser = BasePath::parse)]
    pub base: BasePath,
    /// The database of sign-ups by email; created if it does not exist
    #[arg(long, default_value = SIGN_UPS)]
    pub sign_ups: PathBuf,
    /// The number of sign-up attempts per minute that each client address may make
    #[arg(long, default_value = "20")]
    pub attempts_per_minute: NonZeroU32,
    /// A reverse proxy, or a network of them, which passes on the addresses of clients; can be repeated, and replaces
    /// the default
    #[arg(long, value_name = "ADDRESS|NETWORK", default_values = ["127.0.0.0/8", "::1"])]
    pub trusted_proxy: Vec<ProxyNetwork>,
    /// The header in which the proxies pass on the addresses of clients
    #[arg(long, value_enum, default_value_t)]
    pub proxy_header: ProxyHeader,
    /// The file of the operator's settings
    #[arg(long, default_value = "public/site.json")]
    pub settings: PathBuf,
    #[command(flatten)]
    pub mail: MailArgs,
}

/// Where emails go.
#[derive(Args)]
pub struct MailArgs {
    /// The mail server that passes emails on; without one, they are written to the outbox
    #[arg(long, env = "SMTP_RELAY", value_name = "HOST")]
    pub smtp_relay: Option<String>,
    /// The port of the relay [default: 465 with TLS, 587 with STARTTLS, 25 without encryption]
    #[arg(long, env = "SMTP_PORT")]
    pub smtp_port: Option<u16>,
    /// How the connection to the relay is encrypted
    #[arg(long, env = "SMTP_SECURITY", value_enum, default_value = "starttls")]
    pub smtp_security: Security,
    /// The user name for the relay; the password is in SMTP_PASSWORD, or in --smtp-password-file
    #[arg(long, env = "SMTP_USER")]
    pub smtp_user: Option<String>,
    /// A file that contains the password for the relay
    #[arg(long, env = "SMTP_PASSWORD_FILE", value_name = "FILE")]
    pub smtp_password_file: Option<PathBuf>,
    /// A certificate (PEM) that is trusted in addition to those of the public authorities
    #[arg(long, env = "SMTP_ROOT_CERTIFICATE", value_name = "FILE")]
    pub smtp_root_certificate: Option<PathBuf>,
    /// The name of the DKIM key in the DNS; signs all emails with --dkim-key
    #[arg(long, env = "DKIM_SELECTOR", requires = "dkim_key")]
    pub dkim_selector: Option<String>,
    /// A file that contains the private DKIM key: RSA as PKCS #1 (PEM), or Ed25519 in base64
    #[arg(long, env = "DKIM_KEY", value_name = "FILE", requires = "dkim_selector")]
    pub dkim_key: Option<PathBuf>,
    /// Without a relay, the folder for emails [default: outbox, while the settings are those of a fresh clone]
    #[arg(long)]
    pub outbox: Option<PathBuf>,
}

/// Two publications, whose verdicts are compared.
#[derive(Args)]
pub struct ComparisonArgs {
    /// The current publication: its folder or its URL
    #[arg(long, default_value = "dist")]
    pub now: String,
    /// The file of the operator's settings
    #[arg(long, default_value = "public/site.json")]
    pub settings: PathBuf,
    /// The base path of the site
    #[arg(long, default_value = "/", value_parser = BasePath::parse)]
    pub base: BasePath,
}

#[derive(Args)]
pub struct NoticesArgs {
    /// The previous publication: its folder, its address, or its vendors.json
    #[arg(long)]
    pub since: String,
    /// Write each notice as text, HTML and JSON to this folder, instead of printing a line of JSON
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// The file that stores which notices were printed
    #[arg(long, default_value = "data/sent-notices.json")]
    pub sent_notices: PathBuf,
    #[command(flatten)]
    pub comparison: ComparisonArgs,
}

#[derive(Args)]
pub struct NotifyArgs {
    /// The previous publication: its folder, its URL, or its vendors.json; without one, only emails that are still queued
    /// are sent
    #[arg(long)]
    pub since: Option<String>,
    /// The file that stores which notices were queued; not that of `site notices`
    #[arg(long, default_value = "data/queued-notices.json")]
    pub queued_notices: PathBuf,
    #[command(flatten)]
    pub comparison: ComparisonArgs,
    /// The database of sign-ups
    #[arg(long, default_value = SIGN_UPS)]
    pub sign_ups: PathBuf,
    /// Print what would be sent, and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Send the emails again whose delivery is uncertain; some people may then get an email twice
    #[arg(long)]
    pub resend_unsure: bool,
    /// Send the emails again that the relay refused
    #[arg(long)]
    pub resend_refused: bool,
    /// The largest number of emails per second
    #[arg(long, default_value = "10")]
    pub per_second: NonZeroU32,
    /// The number of seconds before an email that the relay deferred is sent again; doubled after each attempt
    #[arg(long, default_value_t = 30)]
    pub retry_wait: u64,
    #[command(flatten)]
    pub mail: MailArgs,
}

#[derive(Subcommand)]
pub enum SignUpsCommand {
    /// Print the sign-ups as CSV, with the times, the text of the consent, and the suspension
    Export {
        /// The database of sign-ups
        #[arg(long, default_value = SIGN_UPS)]
        sign_ups: PathBuf,
        /// Only the sign-ups for this vendor
        #[arg(long, value_parser = Slug::parse)]
        vendor: Option<Slug>,
        /// The folder of the published site, which lists the new slugs of renamed vendors
        #[arg(long, default_value = "dist")]
        dir: PathBuf,
    },
    /// List the sign-ups of all people, or of one, with their state
    List {
        /// Only the sign-ups of this address
        address: Option<EmailAddress>,
        /// The database of sign-ups
        #[arg(long, default_value = SIGN_UPS)]
        sign_ups: PathBuf,
    },
    /// End all subscriptions of an address; the person can sign up again
    Remove {
        /// The address
        address: EmailAddress,
        /// The database of sign-ups
        #[arg(long, default_value = SIGN_UPS)]
        sign_ups: PathBuf,
    },
    /// Send emails to a suspended address again
    Resume {
        /// The address
        address: EmailAddress,
        /// The database of sign-ups
        #[arg(long, default_value = SIGN_UPS)]
        sign_ups: PathBuf,
    },
    /// Delete everything about an address; only a salted hash remains, so that it is not signed up again by mistake
    Erase {
        /// The address
        address: EmailAddress,
        /// Delete the hash too: the address can be signed up again
        #[arg(long)]
        forget: bool,
        /// The database of sign-ups
        #[arg(long, default_value = SIGN_UPS)]
        sign_ups: PathBuf,
    },
    /// Add confirmed subscriptions from a CSV file with the columns address, vendor, confirmed, and consent
    Import {
        /// The file: `confirmed` is the time at which the person confirmed, `consent` the text that the person agreed to
        file: PathBuf,
        /// The database of sign-ups
        #[arg(long, default_value = SIGN_UPS)]
        sign_ups: PathBuf,
        /// The folder of the published site, which lists the vendors
        #[arg(long, default_value = "dist")]
        dir: PathBuf,
    },
    /// Read returned emails and requests to unsubscribe from a folder of received emails
    Bounces {
        /// The folder, such as the folder `new` of a maildir
        folder: PathBuf,
        /// The database of sign-ups
        #[arg(long, default_value = SIGN_UPS)]
        sign_ups: PathBuf,
    },
}

#[derive(Args)]
pub struct NginxArgs {
    /// The folder of the published site
    #[arg(long, default_value = "dist")]
    pub dir: PathBuf,
    /// The base path that the site was built for
    #[arg(long, default_value = "/", value_parser = BasePath::parse)]
    pub base: BasePath,
    /// The folder on the server that corresponds to /
    #[arg(long)]
    pub root: PathBuf,
    /// The port to listen on, or an address and a port
    #[arg(long, default_value = "80")]
    pub listen: String,
    /// The address and the port of `site serve`, which takes sign-ups by email; without it, there is no such service
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = service_parser)]
    pub service: Option<String>,
}

fn category_parser() -> impl TypedValueParser<Value = Category> {
    PossibleValuesParser::new(Category::ALL.iter().map(|category| category.key()))
        .try_map(|key| Category::from_key(&key).ok_or("no such category"))
}

/// An address and a port without characters that would end an nginx directive.
fn service_parser(text: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    let has_port = text.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    if has_port && text.chars().all(is_plain) {
        Ok(text.to_owned())
    } else {
        Err("not an address and a port".to_owned())
    }
}

fn baa_class_parser() -> impl TypedValueParser<Value = BaaClass> {
    PossibleValuesParser::new(BaaClass::ALL.iter().map(|class| class.key()))
        .try_map(|key| BaaClass::from_key(&key).ok_or("no such class"))
}
