-- What was decided about two rows that look alike: the same (one was merged into the other), or not the same.
CREATE TABLE verdict (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    ver {i64} NOT NULL,
    kind {text} NOT NULL,
    about {text} NOT NULL,
    one {uuid} NOT NULL,
    other {uuid} NOT NULL,
    created_at {i64} NOT NULL,
    created_by {uuid} NOT NULL,
    deleted_at {i64},
    deleted_by {uuid},
    deleted_with {uuid},
    PRIMARY KEY (tenant_no, id)
) {table};
CREATE UNIQUE INDEX verdict_pair ON verdict (tenant_no, kind, one, other) WHERE deleted_at IS NULL;
CREATE INDEX verdict_other ON verdict (tenant_no, kind, other, one) WHERE deleted_at IS NULL;

-- What of a company or a person is in Trash moves along when it is merged.
CREATE INDEX contact_of_gone ON contact (tenant_no, company_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX case_of_gone ON cases (tenant_no, company_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX task_of_gone ON task (tenant_no, company_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX task_person_gone ON task (tenant_no, contact_id) WHERE deleted_at IS NOT NULL AND contact_id IS NOT NULL;
CREATE INDEX activity_of_gone ON activity (tenant_no, company_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX activity_person_gone ON activity (tenant_no, contact_id) WHERE deleted_at IS NOT NULL AND contact_id IS NOT NULL;
CREATE INDEX note_of_gone ON note (tenant_no, company_id) WHERE deleted_at IS NOT NULL;
