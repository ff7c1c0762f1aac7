-- Who must not be contacted, known by a keyed hash of number, address or domain only: so it outlives an erasure.
CREATE TABLE suppression (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    ver {i64} NOT NULL,
    kind {text} NOT NULL,
    mac {text} NOT NULL,
    reason {text},
    source {text} NOT NULL,
    created_at {i64} NOT NULL,
    created_by {uuid} NOT NULL,
    deleted_at {i64},
    deleted_by {uuid},
    deleted_with {uuid},
    PRIMARY KEY (tenant_no, id)
) {table};
CREATE UNIQUE INDEX suppression_mac ON suppression (tenant_no, kind, mac) WHERE deleted_at IS NULL;

-- Persons that were erased: ids only, so that a restored copy can be erased again.
CREATE TABLE erasure (
    tenant_no {i64} NOT NULL,
    contact_id {uuid} NOT NULL,
    at {i64} NOT NULL,
    by_user {uuid} NOT NULL,
    PRIMARY KEY (tenant_no, contact_id)
) {small};

-- What would bring such a person again: keyed hashes of the addresses and of the ids in other systems.
CREATE TABLE erased_key (
    tenant_no {i64} NOT NULL,
    mac {text} NOT NULL,
    contact_id {uuid} NOT NULL,
    PRIMARY KEY (tenant_no, mac, contact_id)
) {small};
