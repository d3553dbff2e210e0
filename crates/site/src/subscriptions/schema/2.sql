-- Version 2: confirmed subscriptions, and one delivery per notice and subscriber. All times are in UTC, such as
-- 2026-11-29T12:00:00Z.

-- A person, by email address, regardless of case.
CREATE TABLE subscriber (
    -- Never used for another person.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    address TEXT NOT NULL COLLATE NOCASE UNIQUE,
    -- Since when and why no email is sent to the address; NULL if it accepts email.
    suspended TEXT,
    suspension_reason TEXT
) STRICT;

-- A sign-up for the notices about a vendor: pending until it is confirmed.
CREATE TABLE subscription (
    subscriber INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    signed_up TEXT NOT NULL,
    -- The text that the person agreed to.
    consent TEXT NOT NULL,
    -- The number of sign-ups. A repeated one takes as long as the first one: the response time reveals nothing.
    times INTEGER NOT NULL DEFAULT 1,
    -- When the link in the confirmation email was followed; NULL if the sign-up is pending.
    confirmed TEXT,
    -- When a pending sign-up is deleted; NULL if it is confirmed.
    expires TEXT,
    -- When the confirmation email is due; NULL if none is.
    email_due TEXT,
    -- How often sending it failed.
    failures INTEGER NOT NULL DEFAULT 0,
    email_sent TEXT,
    PRIMARY KEY (subscriber, vendor)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscription_by_vendor ON subscription (vendor);
CREATE INDEX subscription_email_due ON subscription (email_due) WHERE email_due IS NOT NULL;

-- The links in emails. Only a hash is stored: whoever reads this file cannot follow them.
CREATE TABLE token (
    hash BLOB PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'unsubscribe', 'bounce')),
    subscriber INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    created TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX token_by_subscriber ON token (subscriber, vendor);
CREATE INDEX token_by_vendor ON token (vendor);

-- A notice that `site notify` sends. `content` is its JSON.
CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    created TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One email: a notice for a subscriber. `vendor` is that of the subscription.
CREATE TABLE delivery (
    notice TEXT NOT NULL REFERENCES notice ON DELETE CASCADE,
    subscriber INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
    vendor TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'claimed', 'sent', 'unsure', 'refused')),
    failures INTEGER NOT NULL DEFAULT 0,
    changed TEXT NOT NULL,
    PRIMARY KEY (notice, subscriber)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_by_subscriber ON delivery (subscriber);
CREATE INDEX delivery_open ON delivery (state, vendor) WHERE state <> 'sent';

-- The returned emails and the requests to unsubscribe by email, by the hash of their content: reading one again changes
-- nothing.
CREATE TABLE returned (
    hash BLOB PRIMARY KEY,
    subscriber INTEGER NOT NULL REFERENCES subscriber ON DELETE CASCADE,
    is_soft_bounce INTEGER NOT NULL,
    received TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX returned_by_subscriber ON returned (subscriber);

-- Salted hashes of erased addresses, which are not signed up again.
CREATE TABLE erased (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE salt (value BLOB NOT NULL) STRICT;
INSERT INTO salt VALUES (randomblob(32));

-- The sign-ups of version 1 were not confirmed: they become pending, and a confirmation email is due.
INSERT INTO subscriber (address) SELECT DISTINCT address FROM sign_up;
INSERT INTO subscription (subscriber, vendor, signed_up, consent, times, expires, email_due)
    SELECT id, vendor, signed_up, 'One email per change. No newsletter, no selling your address.', times,
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+7 days'), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    FROM sign_up JOIN subscriber USING (address);
DROP TABLE sign_up;
