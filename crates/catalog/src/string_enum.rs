//! The `string_enum!` macro: enums whose variants have a key for machines and a label for people.

/// Defines an enum whose variants have a key (in records, filters and URLs) and a label (on pages).
///
/// It decides what an unknown key deserializes to: with `fallback V`, the variant `V` of the list; with
/// `unlisted V = …`, the extra variant `V`, which is not in `ALL`; with neither, an error. A crate that uses the macro
/// needs `serde`.
#[macro_export]
macro_rules! string_enum {
    (
        $(#[$meta:meta])* pub enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $key:literal, $label:literal;)+
        }
        $(fallback $fallback:ident)?
        $(unlisted $(#[$unlisted_meta:meta])* $unlisted:ident = $unlisted_key:literal, $unlisted_label:literal;)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_meta])* $variant,)+ $($(#[$unlisted_meta])* $unlisted,)? }

        impl $name {
            /// Every listed value, in the order in which pages show them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The key of this value in records, filters and URLs.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ $(Self::$unlisted => $unlisted_key,)? }
            }

            /// The label of this value on pages.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ $(Self::$unlisted => $unlisted_label,)? }
            }

            /// The listed value with this key; `None` if the key is unknown.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.key() == key)
            }

            /// The value that this key deserializes to; `None` if that is an error.
            pub fn parse_key(key: &str) -> Option<Self> {
                let value = Self::from_key(key);
                $(let value = value.or(Some(Self::$fallback));)?
                $(let value = value.or(Some(Self::$unlisted));)?
                value
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
                Self::parse_key(&key).ok_or_else(|| serde::de::Error::custom(format_args!(
                    "'{key}' is not a known {}", stringify!($name)
                )))
            }
        }
    };
}

pub(crate) use string_enum;
