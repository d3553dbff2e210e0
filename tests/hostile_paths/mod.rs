//! Paths that attempt an open redirect to another host, or the injection of a response header.

/// Each is sent unchanged, after the base path of the site. Some are unusual forms of a page of the vendor `zoom`, which
/// a careless server would redirect to another host.
pub const HOSTILE_PATHS: [&str; 34] = [
    // A browser reads a name after two slashes as a host, and a backslash as a slash.
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
    // Line breaks, which end a response header.
    "/%0d%0aLocation:%20https://evil.example/foo",
    "/vendors/zoom%0d%0aLocation:%20https://evil.example/foo",
    "/vendors/zoom%0aSet-Cookie:%20evil=1",
    // Dot segments: their removal can leave two slashes, or a path outside of the site.
    "/.//evil.example/foo",
    "/..//evil.example/foo",
    "/%2e%2e//evil.example/foo",
    "/vendors/..//evil.example/foo",
    "/vendors/zoom/../../..//evil.example/foo",
    // Another scheme; user information before a host.
    "/https://evil.example/foo",
    "/@evil.example/foo",
    "/;//evil.example/foo",
    // Unusual forms of a page of the site.
    "//vendors/zoom",
    "//vendors//zoom",
    "/vendors//zoom",
    "/.//vendors/zoom",
    "/vendors/./zoom",
    "/vendors%2fzoom",
];
