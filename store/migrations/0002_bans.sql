-- Addresses from which nothing is taken for a while. `times` makes the next ban of the same address longer; a row
-- outlives its ban until `forget_at` for that reason.

CREATE TABLE bans (
    tenant_id BIGINT  NOT NULL REFERENCES tenants (id),
    source    TEXT    NOT NULL,
    reason    TEXT    NOT NULL,
    times     INTEGER NOT NULL,
    since     BIGINT  NOT NULL,
    until     BIGINT  NOT NULL,
    forget_at BIGINT  NOT NULL,
    PRIMARY KEY (tenant_id, source)
);
