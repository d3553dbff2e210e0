//! What kind of software a vendor offers.

use crate::keyed::keyed;

keyed! {
    /// What kind of software a vendor offers; each vendor is in one category.
    pub enum Category {
        /// Models, assistants and their APIs.
        Ai = "ai", "AI";
        /// What people do in a product.
        Analytics = "analytics", "Product analytics";
        /// Workflows between other tools.
        Automation = "automation", "Integration and automation";
        /// Copies of data, and getting it back.
        Backup = "backup", "Backup and recovery";
        /// Claims and payment for care.
        Billing = "billing", "Medical billing";
        /// Infrastructure and platforms to run software on.
        Cloud = "cloud", "Cloud and hosting";
        /// Work within a team.
        Collaboration = "collaboration", "Team collaboration";
        /// Customer relationship management.
        Crm = "crm", "CRM";
        /// Warehouses, pipelines and reports.
        Data = "data", "Data platforms";
        /// Hosted databases.
        Database = "database", "Databases";
        /// Tools to write and ship software.
        Devtools = "devtools", "Developer tools";
        /// Health records, and the work of a practice.
        Ehr = "ehr", "EHR and practice management";
        /// Sending mail from software.
        Email = "email", "Email delivery";
        /// Reminders, intake forms and messages to patients.
        Engagement = "engagement", "Patient engagement";
        /// Signatures.
        Esign = "esign", "E-signature";
        /// Faxes over the internet.
        Fax = "fax", "Fax";
        /// Forms and surveys.
        Forms = "forms", "Forms and surveys";
        /// People and payroll.
        Hr = "hr", "HR and payroll";
        /// Who a user is.
        Identity = "identity", "Identity and sign-in";
        /// Campaigns.
        Marketing = "marketing", "Marketing automation";
        /// Texts and calls.
        Messaging = "messaging", "Messaging and voice";
        /// How software runs.
        Monitoring = "monitoring", "Monitoring and logging";
        /// Documents and mailboxes.
        Office = "office", "Office and documents";
        /// Money.
        Payments = "payments", "Payments and accounting";
        /// Appointments.
        Scheduling = "scheduling", "Scheduling";
        /// Notes of a visit, written by software.
        Scribe = "scribe", "AI medical scribes";
        /// Keeping secrets and defending systems.
        Security = "security", "Security";
        /// Files.
        Storage = "storage", "File storage";
        /// Help desks.
        Support = "support", "Customer support";
        /// Visits by video.
        Telehealth = "telehealth", "Telehealth";
        /// Speech to text.
        Transcription = "transcription", "Transcription";
        /// Calls with pictures.
        Video = "video", "Video meetings";
        /// Sites and shops.
        Website = "website", "Websites and commerce";
    }
    unlisted
    /// A category that this build does not know.
    Unknown = "unknown", "Category not stated";
}
