-- Subscribers of the HSS. A change of this file needs a new number in schema_version.
CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY);

CREATE TABLE IF NOT EXISTS subscriber (
    impi VARCHAR(255) PRIMARY KEY,
    algorithm VARCHAR(16) NOT NULL,
    k VARBINARY(32) NOT NULL,
    opc VARBINARY(32) NOT NULL,
    amf VARBINARY(2) NOT NULL,
    scscf VARCHAR(1024),
    seq_mark BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS registration_set (
    impi VARCHAR(255) NOT NULL REFERENCES subscriber (impi) ON DELETE CASCADE,
    set_no INTEGER NOT NULL,
    state VARCHAR(16) NOT NULL,
    pending BOOLEAN NOT NULL,
    PRIMARY KEY (impi, set_no)
);

CREATE TABLE IF NOT EXISTS public_identity (
    impu VARCHAR(255) PRIMARY KEY,
    impi VARCHAR(255) NOT NULL REFERENCES subscriber (impi) ON DELETE CASCADE,
    set_no INTEGER NOT NULL,
    place INTEGER NOT NULL,
    barred BOOLEAN NOT NULL
);
