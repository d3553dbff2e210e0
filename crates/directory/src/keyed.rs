//! Closed lists of words, each with its key in a record and its label on a page.

/// Defines an enum whose variants have a key (in records, filters and addresses) and a label (on pages).
/// With `otherwise V`, a key that this build does not know reads as `V`, one of the values; with `unlisted V = …`, it
/// reads as `V`, which is in no list of values; without either, it is an error.
macro_rules! keyed {
    (
        $(#[$meta:meta])* pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $key:literal, $label:literal;)+
        }
        $(otherwise $fallback:ident)?
        $(unlisted $(#[$unlisted_meta:meta])* $unlisted:ident = $unlisted_key:literal, $unlisted_label:literal;)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_meta])* $variant,)+ $($(#[$unlisted_meta])* $unlisted,)? }

        impl $name {
            /// Every value, in the order in which pages list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word for this value in records, filters and addresses.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ $(Self::$unlisted => $unlisted_key,)? }
            }

            /// The words for this value on a page.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ $(Self::$unlisted => $unlisted_label,)? }
            }

            /// The value of that key, if it is one.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.key() == key)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.key())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let key = std::borrow::Cow::<str>::deserialize(deserializer)?;
                let found = Self::from_key(&key);
                $(let found = found.or(Some(Self::$fallback));)?
                $(let found = found.or(Some(Self::$unlisted));)?
                found.ok_or_else(|| serde::de::Error::custom(format_args!(
                    "'{key}' is not a {} that this build knows", stringify!($name)
                )))
            }
        }
    };
}

pub(crate) use keyed;
