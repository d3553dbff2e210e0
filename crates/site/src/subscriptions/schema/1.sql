-- Version 1: sign-ups without confirmation.
CREATE TABLE IF NOT EXISTS sign_up (
    address TEXT NOT NULL COLLATE NOCASE,
    vendor TEXT NOT NULL,
    signed_up TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    times INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (address, vendor)
) STRICT;
