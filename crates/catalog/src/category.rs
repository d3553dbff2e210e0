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

impl Category {
    /// Other words for this kind of software, for search, without the label and the key.
    pub fn synonyms(self) -> impl Iterator<Item = &'static str> {
        let synonyms = match self {
            Self::Ai => "artificial intelligence|large language model|LLM|chatbot",
            Self::Analytics => "web analytics",
            Self::Automation => "workflow automation|iPaaS",
            Self::Backup => "cloud backup|disaster recovery",
            Self::Billing => "revenue cycle management|insurance claims",
            Self::Cloud => "web hosting|cloud hosting|infrastructure",
            Self::Collaboration => "team chat|project management",
            Self::Crm => "customer relationship management",
            Self::Ehr => "EMR|electronic health record|electronic medical record",
            Self::Email => "secure email|encrypted email",
            Self::Engagement => "patient communication|patient portal|appointment reminders",
            Self::Esign => "electronic signature|digital signature|e-signing",
            Self::Fax => "e-fax|online fax|faxing",
            Self::Forms => "online forms|intake forms|form builder",
            Self::Hr => "payroll|human resources",
            Self::Identity => "SSO|single sign-on|MFA|authentication|login",
            Self::Marketing => "email marketing|newsletter",
            Self::Messaging => "SMS|texting|text messaging|phone system|VoIP",
            Self::Monitoring => "observability|error tracking",
            Self::Office => "productivity",
            Self::Payments => "payment processing|bookkeeping|invoicing",
            Self::Scheduling => "appointment booking|online booking|calendar",
            Self::Scribe => "dictation|clinical notes",
            Self::Storage => "cloud storage|file sharing",
            Self::Support => "help desk|live chat|call center|answering service",
            Self::Telehealth => "telemedicine|video visits",
            Self::Transcription => "speech to text|dictation|meeting notes",
            Self::Video => "video conferencing|video calls",
            Self::Website => "website builder|ecommerce",
            Self::Data | Self::Database | Self::Devtools | Self::Security | Self::Unknown => "",
        };
        synonyms.split('|').filter(|synonym| !synonym.is_empty())
    }
}
