//! The categories of software.

use crate::string_enum::string_enum;

string_enum! {
    /// The kind of software that a vendor offers. Each vendor is in one category.
    pub enum Category {
        /// AI models, assistants and their APIs.
        Ai = "ai", "AI";
        /// Analysis of how people use a product.
        Analytics = "analytics", "Product analytics";
        /// Workflows across other tools.
        Automation = "automation", "Integration and automation";
        /// Backups of data, and their recovery.
        Backup = "backup", "Backup and recovery";
        /// Medical claims and patient payments.
        Billing = "billing", "Medical billing";
        /// Infrastructure and hosting platforms.
        Cloud = "cloud", "Cloud and hosting";
        /// Chat, tasks and shared work in a team.
        Collaboration = "collaboration", "Team collaboration";
        /// Customer relationship management.
        Crm = "crm", "CRM";
        /// Data warehouses, pipelines and reports.
        Data = "data", "Data platforms";
        /// Hosted databases.
        Database = "database", "Databases";
        /// Tools for software development and delivery.
        Devtools = "devtools", "Developer tools";
        /// Electronic health records and practice management.
        Ehr = "ehr", "EHR and practice management";
        /// Email that applications send.
        Email = "email", "Email delivery";
        /// Patient reminders, intake forms and messages.
        Engagement = "engagement", "Patient engagement";
        /// Electronic signatures.
        Esign = "esign", "E-signature";
        /// Internet fax.
        Fax = "fax", "Fax";
        /// Forms and surveys.
        Forms = "forms", "Forms and surveys";
        /// Human resources and payroll.
        Hr = "hr", "HR and payroll";
        /// Authentication and user management.
        Identity = "identity", "Identity and sign-in";
        /// Marketing campaigns.
        Marketing = "marketing", "Marketing automation";
        /// Text messages and phone calls.
        Messaging = "messaging", "Messaging and voice";
        /// Logs, metrics and errors of running software.
        Monitoring = "monitoring", "Monitoring and logging";
        /// Documents, spreadsheets and mailboxes.
        Office = "office", "Office and documents";
        /// Payments and bookkeeping.
        Payments = "payments", "Payments and accounting";
        /// Appointment scheduling.
        Scheduling = "scheduling", "Scheduling";
        /// Clinical notes drafted by software.
        Scribe = "scribe", "AI medical scribes";
        /// Password managers, endpoint protection and other security tools.
        Security = "security", "Security";
        /// File storage and sharing.
        Storage = "storage", "File storage";
        /// Help desks.
        Support = "support", "Customer support";
        /// Patient visits by video.
        Telehealth = "telehealth", "Telehealth";
        /// Speech-to-text.
        Transcription = "transcription", "Transcription";
        /// Video conferences.
        Video = "video", "Video meetings";
        /// Website builders and online stores.
        Website = "website", "Websites and commerce";
    }
    unlisted
    /// A category that this build does not know.
    Unknown = "unknown", "Category not stated";
}
