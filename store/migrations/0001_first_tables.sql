-- Runs on SQLite and on PostgreSQL, so: TEXT, BIGINT and INTEGER only; times are milliseconds since 1970 UTC;
-- identifiers are given by the program, not by a sequence.

CREATE TABLE tenants (
    id     BIGINT NOT NULL PRIMARY KEY,
    domain TEXT   NOT NULL UNIQUE
);

CREATE TABLE users (
    tenant_id  BIGINT NOT NULL REFERENCES tenants (id),
    extension  TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    ha1_md5    TEXT   NOT NULL,
    ha1_sha256 TEXT   NOT NULL,
    PRIMARY KEY (tenant_id, extension)
);

CREATE TABLE bindings (
    tenant_id     BIGINT  NOT NULL,
    extension     TEXT    NOT NULL,
    position      INTEGER NOT NULL,
    contact       TEXT    NOT NULL,
    call_id       TEXT    NOT NULL,
    cseq          BIGINT  NOT NULL,
    q_thousandths INTEGER NOT NULL,
    expires_at    BIGINT  NOT NULL,
    path          TEXT    NOT NULL,
    transport     TEXT    NOT NULL,
    local         TEXT    NOT NULL,
    remote        TEXT    NOT NULL,
    user_agent    TEXT,
    instance      TEXT,
    reg_id        INTEGER,
    PRIMARY KEY (tenant_id, extension, position),
    FOREIGN KEY (tenant_id, extension) REFERENCES users (tenant_id, extension) ON DELETE CASCADE
);

CREATE TABLE call_records (
    id            TEXT    NOT NULL PRIMARY KEY,
    tenant_id     BIGINT  NOT NULL REFERENCES tenants (id),
    call_id       TEXT    NOT NULL,
    caller_number TEXT    NOT NULL,
    caller_name   TEXT,
    dialled       TEXT    NOT NULL,
    answered_by   TEXT,
    started_at    BIGINT  NOT NULL,
    ringing_at    BIGINT,
    answered_at   BIGINT,
    ended_at      BIGINT  NOT NULL,
    end_reason    TEXT    NOT NULL,
    sip_status    INTEGER NOT NULL,
    codec         TEXT,
    path          TEXT    NOT NULL,
    media         TEXT    NOT NULL
);

CREATE INDEX call_records_newest ON call_records (tenant_id, started_at, id);
