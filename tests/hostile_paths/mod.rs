//! Paths that try to lead a visitor to another host, or to smuggle a header into a redirect.

/// Each begins where a path of the site begins, and is sent as it is. Some name pages of a site that has the vendor
/// `zoom`, written so that a redirect made from them may lead elsewhere.
pub const HOSTILE_PATHS: [&str; 34] = [
    // A browser takes what follows two slashes for a host, and a backslash for a slash.
    "//evil.example",
    "//evil.example/",
    "//evil.example/foo",
    "///evil.example/foo",
    "//evil.example:80@evil.example/foo",
    "/\\evil.example/foo",
    "/\\\\evil.example/foo",
    "/\\/evil.example/foo",
    // The same, encoded.
    "/%2fevil.example/foo",
    "/%2f%2fevil.example/foo",
    "/%2F%2Fevil.example%2Ffoo",
    "/%5cevil.example/foo",
    "/%5c%5cevil.example/foo",
    "/%2f%5cevil.example/foo",
    "/%252f%252fevil.example/foo",
    "/%09/evil.example/foo",
    "/%00/evil.example/foo",
    // Line ends, which end a header.
    "/%0d%0aLocation:%20https://evil.example/foo",
    "/vendors/zoom%0d%0aLocation:%20https://evil.example/foo",
    "/vendors/zoom%0aSet-Cookie:%20evil=1",
    // Dots, which may leave two slashes or climb out.
    "/.//evil.example/foo",
    "/..//evil.example/foo",
    "/%2e%2e//evil.example/foo",
    "/vendors/..//evil.example/foo",
    "/vendors/zoom/../../..//evil.example/foo",
    // Another scheme, another user.
    "/https://evil.example/foo",
    "/@evil.example/foo",
    "/;//evil.example/foo",
    // Pages of the site.
    "//vendors/zoom",
    "//vendors//zoom",
    "/vendors//zoom",
    "/.//vendors/zoom",
    "/vendors/./zoom",
    "/vendors%2fzoom",
];
