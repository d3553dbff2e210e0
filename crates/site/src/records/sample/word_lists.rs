//! The words that names of generated records are built from, and the frequencies of their values in researched records.

use catalog::{BaaStatus, PhiStatus, Soc2Status};

/// The last word of every generated name. There are several, so that no single word finds every vendor.
pub const NAME_SUFFIXES: [&str; 8] =
    ["Sample", "Specimen", "Fiction", "Madeup", "Pretend", "Invented", "Imaginary", "Nonesuch"];

pub const STEMS: &str = "acorn agile air amber anchor apex arc arrow atlas aqua bamboo beacon berry bird blaze block \
    bolt book bound box brave bridge bright brook buffer build burst cactus candy canvas carbon cargo cedar chain \
    charm chart chat chimp circle clay clear click cloud clover coast code coil comet copper coral core count craft \
    crane crest cube curl dash data dawn deck deep delta desk dial doc dock dot dove draft drift drop dune eagle \
    echo edge ember engine even ever falcon fern field file fin flare flow flux fly focus forge form fort fox frame \
    fresh frost fuse gate gem glade globe gold grain graph grid grove gull harbor hawk hazel heap help hive honey \
    hook horizon hub ink iris iron ivy jade jet join kelp key kite lake lark latch launch leaf ledger lemon lens \
    light lime line link list log loom loop lotus lunar mail map maple mark mesh meta mill mind mint mist moon moss \
    nest net nimbus node north note nova oak oasis ocean olive onyx opal orbit otter panda paper path peak pearl \
    pebble pilot pin pine pixel plan planet plum point pond port post prism pulse quartz quest quick quill rain \
    raven reach reed reef relay ridge ring river robin rocket root rose ruby rust sage sail salt sand scale scout \
    seed sense shade shell shift sign silk silver sky slate smart snow solar song spark spring sprout square stack \
    star stem stone storm stream summit sun surge swift table tally team teal tempo text thread tide tiger timber \
    time torch tower trail tray tree trend tulip turbo type unit vault vector velvet verse vine vista voice wave \
    well west whale wheat willow wind wing wire wise wolf wood work yard zebra zen zinc";

pub const ONSETS: &str = "b bl br c ch cl cr d dr f fl fr g gl gr h j k kl kr l m n p pl pr qu r s sc sh sk sl sm sn sp \
    st str sw t th tr tw v w x y z zw";
pub const VOWELS: &str = "a e i o u ai ea ee ia io oo ou";
pub const CODAS: &str = "b ck d ft g l lk ll m n nd ng nt p r rd rk rn rt s sh sk ss st t th x z";
pub const ENDINGS: &str = "a base desk flow force hub ify io ix kit lab ly mate o on ora pad sy wise";

pub const PRODUCTS: &str = "Analytics|API|App|Assistant|Automation|Billing|Business|Calendar|Cloud|Connect|CRM|Data|\
    Desk|Docs|Email|Engage|Enterprise|Events|Flow|Forms|for Healthcare|Government|Guide|Health|Hub|Identity|Inbox|\
    Insights|Invoicing|Labs|Mail|Meetings|Messaging API|Mobile|Monitor|Notes|Online|Payments|Payroll|Phone|Platform|\
    Plus|Portal|Pro|Reports|Scheduling|Search|Security|Server|Sign|SMS API|Storage|Studio|Suite|Support|Teams|\
    Technologies|Vault|Video|Voice API|Web|Workflows|Workplace|Work Management|Data Cloud|Contact Center|Session \
    Replay|Feature Flags|Log Management|Access Control|Open Source|Customer Identity|Service Management|Secure \
    Email|Hosted|Serverless|Self-hosted|AI|AI Studio|AI Agents|Copilot|Notetaker|Postgres";

pub const PLANS: [&str; 9] = [
    "Enterprise",
    "Business",
    "Pro",
    "Premium",
    "Business Plus",
    "Scale",
    "HIPAA add-on",
    "Team",
    "Advanced",
];

/// Certifications, each with its number per 1,000 statements.
pub const CERTIFICATIONS: [(&str, u32); 22] = [
    ("ISO 27001", 270),
    ("ISO 27018", 95),
    ("PCI DSS", 95),
    ("ISO 27017", 80),
    ("ISO 27701", 70),
    ("SOC 3", 57),
    ("CSA STAR", 41),
    ("FedRAMP", 37),
    ("ISO 42001", 33),
    ("PCI DSS Level 1", 25),
    ("HITRUST CSF", 20),
    ("SOC 1 Type 2", 20),
    ("SOC 1 Type II", 16),
    ("HITRUST", 16),
    ("C5", 16),
    ("ISO/IEC 27001", 16),
    ("ISO 22301", 13),
    ("SOC 1", 13),
    ("FedRAMP Moderate", 13),
    ("CSA STAR Level 2", 9),
    ("ISO 9001", 9),
    ("TISAX", 9),
];

/// Pairs of BAA and PHI status, each with its number in 199 records.
pub const VERDICTS: [(BaaStatus, PhiStatus, u32); 12] = [
    (BaaStatus::Unknown, PhiStatus::Unknown, 64),
    (BaaStatus::PlanGated, PhiStatus::Conditional, 50),
    (BaaStatus::Available, PhiStatus::Conditional, 35),
    (BaaStatus::NotAvailable, PhiStatus::NotEligible, 19),
    (BaaStatus::Available, PhiStatus::Eligible, 12),
    (BaaStatus::PlanGated, PhiStatus::Eligible, 5),
    (BaaStatus::Available, PhiStatus::Unknown, 4),
    (BaaStatus::NotAvailable, PhiStatus::Conditional, 2),
    (BaaStatus::OnRequest, PhiStatus::Eligible, 2),
    (BaaStatus::PlanGated, PhiStatus::Unknown, 2),
    (BaaStatus::OnRequest, PhiStatus::Conditional, 2),
    (BaaStatus::NotAvailable, PhiStatus::Unknown, 1),
];

/// SOC 2 statuses, each with its number in 199 records.
pub const SOC2: [(Soc2Status, u32); 5] = [
    (Soc2Status::Unknown, 85),
    (Soc2Status::Type2, 81),
    (Soc2Status::Reported, 30),
    (Soc2Status::Type1, 2),
    (Soc2Status::None, 1),
];

/// The numbers of records, out of 199, that have no alias, one alias, two aliases and so on.
pub const ALIAS_COUNTS: [u32; 6] = [13, 27, 63, 58, 28, 10];
/// The numbers of records, out of 199, that have no certification, one, two and so on.
pub const CERTIFICATION_COUNTS: [u32; 11] = [109, 23, 25, 17, 8, 5, 2, 4, 2, 2, 2];
