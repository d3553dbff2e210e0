//! The fields of an entry.

use catalog::string_enum;

string_enum! {
    /// The status of the agreement with a business associate.
    pub enum AgreementStatus {
        /// A BAA has to be requested.
        ToRequest = "to_request", "To request";
        /// It was requested, and the vendor has not answered.
        Requested = "requested", "Requested";
        /// It is signed.
        Signed = "signed", "Signed";
        /// It has ended.
        Expired = "expired", "Expired";
        /// The vendor refused it.
        Refused = "refused", "Refused";
        /// None is needed, for the reason in the entry.
        NotNeeded = "not_needed", "Not needed";
    }
}

string_enum! {
    /// An answer to a question about the vendor.
    pub enum YesNo {
        /// Yes.
        Yes = "yes", "Yes";
        /// No.
        No = "no", "No";
    }
}

string_enum! {
    /// A field of an entry. Its key is the member in the file; its label is the one in the form and in CSV.
    pub enum EntryField {
        /// The vendor's name.
        Name = "name", "Vendor";
        /// The vendor in the directory, as a slug; empty for a vendor that the directory does not know.
        Vendor = "vendor", "Directory entry";
        /// The service, and the data that the vendor handles.
        Service = "service", "Service and data";
        /// The status of the agreement.
        Status = "status", "Status";
        /// Why no BAA is needed.
        Reason = "reason", "Reason";
        /// Whether the vendor creates, receives, maintains, or transmits PHI.
        HasPhi = "has_phi", "Does it create, receive, maintain, or transmit PHI?";
        /// Whether the vendor does so on the person's behalf, or as a service to the person.
        OnBehalf = "on_behalf", "Does it do so for you?";
        /// Whether the vendor only transmits PHI, as a conduit.
        OnlyTransmits = "only_transmits", "Does it only transmit PHI?";
        /// Products in use that the BAA does not cover, separated by semicolons.
        ExcludedInUse = "excluded_in_use", "Products in use that the BAA does not cover";
        /// The day of the request.
        RequestedOn = "requested_on", "Requested on";
        /// The day of the signature.
        SignedOn = "signed_on", "Signed on";
        /// Who signed for the person's organization.
        Signatory = "signatory", "Signatory";
        /// Where the contract is kept.
        Location = "location", "Where the contract is kept";
        /// The last day of the contract.
        ExpiresOn = "expires_on", "Expires on";
        /// The day of the next review.
        ReviewOn = "review_on", "Review on";
        /// Who is responsible for the vendor.
        Owner = "owner", "Owner";
        /// Anything else.
        Notes = "notes", "Notes";
        /// The primary contact's title.
        PrimaryTitle = "primary_title", "Primary contact: title";
        /// The primary contact's first name.
        PrimaryFirstName = "primary_first_name", "Primary contact: first name";
        /// The primary contact's last name.
        PrimaryLastName = "primary_last_name", "Primary contact: last name";
        /// The first line of the primary contact's address.
        PrimaryAddress = "primary_address", "Primary contact: address";
        /// The second line of the primary contact's address.
        PrimaryAddress2 = "primary_address_2", "Primary contact: address, line 2";
        /// The primary contact's city.
        PrimaryCity = "primary_city", "Primary contact: city";
        /// The primary contact's state.
        PrimaryState = "primary_state", "Primary contact: state";
        /// The primary contact's ZIP code.
        PrimaryZip = "primary_zip", "Primary contact: ZIP code";
        /// The primary contact's telephone number.
        PrimaryPhone = "primary_phone", "Primary contact: phone";
        /// The extension of that number.
        PrimaryExtension = "primary_extension", "Primary contact: extension";
        /// The primary contact's fax number.
        PrimaryFax = "primary_fax", "Primary contact: fax";
        /// The primary contact's email address.
        PrimaryEmail = "primary_email", "Primary contact: email";
        /// The secondary contact's title.
        SecondaryTitle = "secondary_title", "Secondary contact: title";
        /// The secondary contact's first name.
        SecondaryFirstName = "secondary_first_name", "Secondary contact: first name";
        /// The secondary contact's last name.
        SecondaryLastName = "secondary_last_name", "Secondary contact: last name";
        /// The first line of the secondary contact's address.
        SecondaryAddress = "secondary_address", "Secondary contact: address";
        /// The second line of the secondary contact's address.
        SecondaryAddress2 = "secondary_address_2", "Secondary contact: address, line 2";
        /// The secondary contact's city.
        SecondaryCity = "secondary_city", "Secondary contact: city";
        /// The secondary contact's state.
        SecondaryState = "secondary_state", "Secondary contact: state";
        /// The secondary contact's ZIP code.
        SecondaryZip = "secondary_zip", "Secondary contact: ZIP code";
        /// The secondary contact's telephone number.
        SecondaryPhone = "secondary_phone", "Secondary contact: phone";
        /// The extension of that number.
        SecondaryExtension = "secondary_extension", "Secondary contact: extension";
        /// The secondary contact's fax number.
        SecondaryFax = "secondary_fax", "Secondary contact: fax";
        /// The secondary contact's email address.
        SecondaryEmail = "secondary_email", "Secondary contact: email";
        /// The vendor's website.
        Website = "website", "Website";
    }
}

/// What a value of a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A date in the form YYYY-MM-DD.
    Date,
    /// The key of one of [`EntryField::choices`].
    Choice,
}

impl EntryField {
    /// An explanation of the field, in sentences; empty if its label is enough.
    pub fn hint(self) -> &'static str {
        match self {
            Self::HasPhi => "Also if the PHI is encrypted and the vendor has no key.",
            Self::OnBehalf => {
                "On your behalf, or as a service to you, such as billing, IT, legal, accounting, or consulting services. Answer “no” for a provider to whom you send PHI for treatment."
            }
            Self::OnlyTransmits => {
                "Like a mail carrier or an internet provider: without storage, except briefly during the transmission. Email, fax, and cloud services also keep PHI."
            }
            _ => "",
        }
    }

    /// What a value of the field is.
    pub fn kind(self) -> FieldKind {
        match self {
            Self::RequestedOn | Self::SignedOn | Self::ExpiresOn | Self::ReviewOn => FieldKind::Date,
            Self::Status | Self::HasPhi | Self::OnBehalf | Self::OnlyTransmits => FieldKind::Choice,
            _ => FieldKind::Text,
        }
    }

    /// The keys of the values that the field can have, with their labels; empty if it is no choice.
    pub fn choices(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Status => {
                AgreementStatus::ALL.iter().map(|status| (status.key(), status.label())).collect()
            }
            Self::HasPhi | Self::OnBehalf | Self::OnlyTransmits => {
                YesNo::ALL.iter().map(|answer| (answer.key(), answer.label())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What the keys of all fields of the same contact begin with; `None` for a field of no contact.
    pub fn contact_prefix(self) -> Option<&'static str> {
        ["primary_", "secondary_"].into_iter().find(|prefix| self.key().starts_with(prefix))
    }

    /// The field with that label, as a header of a table names it; upper and lower case are the same.
    pub(crate) fn from_label(label: &str) -> Option<Self> {
        let label = label.trim();
        Self::ALL.iter().copied().find(|field| field.label().eq_ignore_ascii_case(label))
    }
}
