-- Subscribers of the HSS. A table that changes needs a new number in schema_version, a new table does not.
CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY);

CREATE TABLE IF NOT EXISTS subscriber (
    impi VARCHAR(255) PRIMARY KEY,
    k VARBINARY(16) NOT NULL,
    opc VARBINARY(16) NOT NULL,
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

-- Where RTR and PPR for the users of an S-CSCF go.
CREATE TABLE IF NOT EXISTS scscf (
    name VARCHAR(1024) PRIMARY KEY,
    diameter_host VARCHAR(255) NOT NULL
);
