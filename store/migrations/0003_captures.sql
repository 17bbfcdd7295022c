-- The SIP messages of a call, as JSON, under the identifier of its record. `bytes` is the length of `messages`, for
-- keeping the total within bounds.

CREATE TABLE captures (
    id        TEXT   NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    taken_at  BIGINT NOT NULL,
    bytes     BIGINT NOT NULL,
    messages  TEXT   NOT NULL
);

CREATE INDEX captures_oldest ON captures (tenant_id, taken_at);
