-- Subscribers of the HSS. A table that changes needs a new number in schema_version, a new table does not.
CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY);

CREATE TABLE IF NOT EXISTS subscriber (
    impi TEXT PRIMARY KEY,
    algorithm TEXT NOT NULL,
    k BLOB NOT NULL,
    opc BLOB NOT NULL,
    amf BLOB NOT NULL,
    scscf TEXT,
    seq_mark INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS registration_set (
    impi TEXT NOT NULL REFERENCES subscriber (impi) ON DELETE CASCADE,
    set_no INTEGER NOT NULL,
    state TEXT NOT NULL,
    pending BOOLEAN NOT NULL,
    PRIMARY KEY (impi, set_no)
);

CREATE TABLE IF NOT EXISTS public_identity (
    impu TEXT PRIMARY KEY,
    impi TEXT NOT NULL REFERENCES subscriber (impi) ON DELETE CASCADE,
    set_no INTEGER NOT NULL,
    place INTEGER NOT NULL,
    barred BOOLEAN NOT NULL
);

-- Where RTR and PPR for the users of an S-CSCF go.
CREATE TABLE IF NOT EXISTS scscf (
    name TEXT PRIMARY KEY,
    diameter_host TEXT NOT NULL
);
