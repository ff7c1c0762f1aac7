-- The rows of the field, their journal, and what a queue needs to answer at once.
-- One text for both databases: {i64} {uuid} {text} {json} are types, {table} and {small} table options.
-- tenant_no is a small integer local to this database and leads every key and index; nothing on the wire carries it.
-- Columns after deleted_with are derived: computed at each write, never compared, never in the journal.

CREATE TABLE tenant (
    tenant_no {i64} NOT NULL PRIMARY KEY,
    id {uuid} NOT NULL,
    seq {i64} NOT NULL,
    name {text} NOT NULL
) {small};

CREATE TABLE company (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    ver {i64} NOT NULL,
    name {text} NOT NULL,
    legal_name {text},
    status {text} NOT NULL,
    stage {text} NOT NULL,
    owner_id {uuid},
    owner_text {text},
    industry {text},
    account_type {text},
    size_band {text},
    employees {i64},
    website {text},
    domain {text},
    emails {json} NOT NULL,
    phones {json} NOT NULL,
    postal {json} NOT NULL,
    delivery {json} NOT NULL,
    vat_id {text},
    tax_number {text},
    register_number {text},
    register_court {text},
    source {text},
    source_detail {text},
    language {text},
    time_zone {text},
    tags {json} NOT NULL,
    dnc_since {i64},
    dnc_basis {text},
    external_ids {json} NOT NULL,
    enrichment_source {text},
    enrichment_at {i64},
    extra {json} NOT NULL,
    created_at {i64} NOT NULL,
    created_by {uuid} NOT NULL,
    deleted_at {i64},
    deleted_by {uuid},
    deleted_with {uuid},
    name_folded {text} NOT NULL,
    sort_key {text} NOT NULL,
    city {text},
    country {text},
    phone {text},
    has_number {i64} NOT NULL DEFAULT 0,
    next_due_key {i64} NOT NULL DEFAULT 9000000000000000,
    last_activity_at {i64},
    last_activity_kind {text},
    PRIMARY KEY (tenant_no, id)
) {table};

CREATE TABLE contact (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    ver {i64} NOT NULL,
    company_id {uuid},
    first_name {text},
    last_name {text},
    job_title {text},
    department {text},
    buying_role {text},
    emails {json} NOT NULL,
    phones {json} NOT NULL,
    linkedin {text},
    birthday {text},
    language {text},
    source {text},
    status {text} NOT NULL,
    dnc_since {i64},
    dnc_basis {text},
    external_ids {json} NOT NULL,
    extra {json} NOT NULL,
    created_at {i64} NOT NULL,
    created_by {uuid} NOT NULL,
    deleted_at {i64},
    deleted_by {uuid},
    deleted_with {uuid},
    name_folded {text} NOT NULL,
    sort_key {text} NOT NULL,
    good_numbers {i64} NOT NULL,
    PRIMARY KEY (tenant_no, id)
) {table};

CREATE TABLE cases (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    ver {i64} NOT NULL,
    company_id {uuid} NOT NULL,
    kind {text} NOT NULL,
    engine {text} NOT NULL,
    phase {text},
    owner_role {text} NOT NULL,
    owner_queue {text},
    outcome {text},
    outcome_note {text},
    template_key {text},
    template_version {i64},
    opened_at {i64} NOT NULL,
    opened_by_activity {uuid},
    closed_at {i64},
    closed_by {uuid},
    created_by {uuid} NOT NULL,
    deleted_at {i64},
    deleted_by {uuid},
    deleted_with {uuid},
    status {text} NOT NULL DEFAULT 'NEW',
    PRIMARY KEY (tenant_no, id)
) {table};

CREATE TABLE task (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    ver {i64} NOT NULL,
    company_id {uuid} NOT NULL,
    case_id {uuid},
    contact_id {uuid},
    kind {text} NOT NULL,
    title {text} NOT NULL,
    queue {text} NOT NULL,
    assignee_id {uuid},
    priority {text} NOT NULL,
    due_at {i64},
    due_on {text},
    promised {i64} NOT NULL,
    state {text} NOT NULL,
    origin {text} NOT NULL,
    origin_task_id {uuid},
    waits_for {uuid},
    due_offset {i64},
    attempt {i64} NOT NULL,
    attempts_max {i64} NOT NULL,
    busy_streak {i64} NOT NULL,
    script_key {text},
    template_step {text},
    place {i64} NOT NULL,
    available_at {i64},
    activity_id {uuid},
    done_at {i64},
    done_by {uuid},
    cancel_reason {text},
    note {text},
    created_at {i64} NOT NULL,
    created_by {uuid} NOT NULL,
    deleted_at {i64},
    deleted_by {uuid},
    deleted_with {uuid},
    who {uuid} NOT NULL,
    due_key {i64} NOT NULL,
    due_day {i64} NOT NULL,
    prio_rank {i64} NOT NULL,
    call_rank {i64} NOT NULL,
    deadline {i64} NOT NULL,
    in_queue {i64} NOT NULL,
    parked {i64} NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_no, id)
) {table};

CREATE TABLE activity (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    ver {i64} NOT NULL,
    kind {text} NOT NULL,
    direction {text},
    state {text} NOT NULL,
    outcome {text},
    occurred_at {i64} NOT NULL,
    duration_s {i64},
    subject {text},
    notes {text},
    company_id {uuid},
    contact_id {uuid},
    case_id {uuid},
    task_id {uuid},
    attempt {i64},
    phone {text},
    follow_up_at {i64},
    follow_up_on {text},
    follow_up_task_id {uuid},
    created_at {i64} NOT NULL,
    created_by {uuid} NOT NULL,
    deleted_at {i64},
    deleted_by {uuid},
    deleted_with {uuid},
    PRIMARY KEY (tenant_no, id)
) {table};

CREATE TABLE note (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    ver {i64} NOT NULL,
    company_id {uuid} NOT NULL,
    case_id {uuid},
    kind {text} NOT NULL,
    body {text} NOT NULL,
    created_at {i64} NOT NULL,
    created_by {uuid} NOT NULL,
    deleted_at {i64},
    deleted_by {uuid},
    deleted_with {uuid},
    PRIMARY KEY (tenant_no, id)
) {table};

CREATE TABLE stage_change (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    ver {i64} NOT NULL,
    company_id {uuid} NOT NULL,
    from_stage {text},
    to_stage {text} NOT NULL,
    reason {text},
    note {text},
    overridden {i64} NOT NULL,
    case_id {uuid},
    at {i64} NOT NULL,
    by_user {uuid} NOT NULL,
    deleted_at {i64},
    deleted_by {uuid},
    deleted_with {uuid},
    PRIMARY KEY (tenant_no, id)
) {table};

CREATE TABLE handover (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    ver {i64} NOT NULL,
    case_id {uuid} NOT NULL,
    company_id {uuid} NOT NULL,
    to_role {text} NOT NULL,
    to_queue {text} NOT NULL,
    to_user {uuid},
    note {text},
    state {text} NOT NULL,
    offered_by {uuid} NOT NULL,
    offered_at {i64} NOT NULL,
    expires_at {i64} NOT NULL,
    answered_by {uuid},
    answered_at {i64},
    reason {text},
    answer_note {text},
    review_task_id {uuid},
    deleted_at {i64},
    deleted_by {uuid},
    deleted_with {uuid},
    PRIMARY KEY (tenant_no, id)
) {table};

CREATE TABLE users (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    ver {i64} NOT NULL,
    name {text} NOT NULL,
    email {text},
    roles {json} NOT NULL,
    queues {json} NOT NULL,
    language {text},
    time_zone {text},
    active {i64} NOT NULL,
    created_at {i64} NOT NULL,
    deleted_at {i64},
    deleted_by {uuid},
    deleted_with {uuid},
    PRIMARY KEY (tenant_no, id)
) {table};

CREATE TABLE member (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    ver {i64} NOT NULL,
    company_id {uuid} NOT NULL,
    user_id {uuid} NOT NULL,
    role {text} NOT NULL,
    created_at {i64} NOT NULL,
    deleted_at {i64},
    deleted_by {uuid},
    deleted_with {uuid},
    PRIMARY KEY (tenant_no, id)
) {table};

CREATE TABLE rule (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    ver {i64} NOT NULL,
    kind {text} NOT NULL,
    key {text} NOT NULL,
    version {i64} NOT NULL,
    body {json} NOT NULL,
    created_at {i64} NOT NULL,
    deleted_at {i64},
    deleted_by {uuid},
    deleted_with {uuid},
    PRIMARY KEY (tenant_no, id)
) {table};

-- Lists of companies: by what is due next, by name; all, of one owner, of one stage.
CREATE INDEX company_due ON company (tenant_no, next_due_key, sort_key, id) WHERE deleted_at IS NULL;
CREATE INDEX company_name ON company (tenant_no, sort_key, id) WHERE deleted_at IS NULL;
CREATE INDEX company_owner ON company (tenant_no, owner_id, next_due_key, sort_key, id) WHERE deleted_at IS NULL;
CREATE INDEX company_stage ON company (tenant_no, stage, next_due_key, sort_key, id) WHERE deleted_at IS NULL;
CREATE INDEX company_owner_name ON company (tenant_no, owner_id, sort_key, id) WHERE deleted_at IS NULL;
CREATE INDEX company_no_step ON company (tenant_no, sort_key, id) WHERE deleted_at IS NULL
    AND next_due_key = 9000000000000000 AND stage NOT IN ('DISQUALIFIED', 'DORMANT', 'ARCHIVED');
CREATE INDEX company_blocked ON company (tenant_no, next_due_key, sort_key, id) WHERE deleted_at IS NULL AND dnc_since IS NOT NULL;
-- Which countries and zones there are: whether anybody can be called now.
CREATE INDEX company_country ON company (tenant_no, country) WHERE deleted_at IS NULL;
CREATE INDEX company_zone ON company (tenant_no, time_zone) WHERE time_zone IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX company_trash ON company (tenant_no, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE INDEX contact_company ON contact (tenant_no, company_id, sort_key, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_name ON contact (tenant_no, sort_key, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_trash ON contact (tenant_no, deleted_at, id) WHERE deleted_at IS NOT NULL;

-- A company has at most one open QUALIFY_COMPANY case; the rule says so first, this stands behind it.
CREATE UNIQUE INDEX case_one_qualify ON cases (tenant_no, company_id)
    WHERE kind = 'QUALIFY_COMPANY' AND closed_at IS NULL AND deleted_at IS NULL;
CREATE INDEX case_company ON cases (tenant_no, company_id, opened_at, id) WHERE deleted_at IS NULL;
CREATE INDEX case_open ON cases (tenant_no, opened_at, id) WHERE closed_at IS NULL AND deleted_at IS NULL;
CREATE INDEX case_gone ON cases (tenant_no, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX case_trash ON cases (tenant_no, deleted_with, company_id) WHERE deleted_at IS NOT NULL;

-- The queue, a band an index: only tasks that stand in their queue and can be offered are in them.
CREATE INDEX task_promised ON task (tenant_no, queue, who, due_key, id)
    WHERE in_queue = 1 AND deleted_at IS NULL AND parked = 0 AND promised = 1;
CREATE INDEX task_urgent ON task (tenant_no, queue, who, due_key, call_rank, created_at, place, id)
    WHERE in_queue = 1 AND deleted_at IS NULL AND parked = 0 AND priority = 'URGENT';
CREATE INDEX task_due ON task (tenant_no, queue, who, due_key, call_rank, prio_rank, created_at, place, id)
    WHERE in_queue = 1 AND deleted_at IS NULL AND parked = 0;
CREATE INDEX task_day ON task (tenant_no, queue, who, due_day, prio_rank, call_rank, due_key, created_at, place, id)
    WHERE in_queue = 1 AND deleted_at IS NULL AND parked = 0;
CREATE INDEX task_work ON task (tenant_no, queue, who, prio_rank, call_rank, due_key, created_at, place, id)
    WHERE in_queue = 1 AND deleted_at IS NULL AND parked = 0 AND deadline = 1;
CREATE INDEX task_later ON task (tenant_no, queue, who, available_at, id)
    WHERE in_queue = 1 AND deleted_at IS NULL AND parked = 0 AND available_at IS NOT NULL;
CREATE INDEX task_parked ON task (tenant_no, queue, who, due_key, id)
    WHERE in_queue = 1 AND deleted_at IS NULL AND parked = 1;
CREATE INDEX task_company ON task (tenant_no, company_id, due_key, id)
    WHERE state IN ('OPEN', 'WAITING') AND deleted_at IS NULL;
CREATE INDEX task_case ON task (tenant_no, case_id, place, id) WHERE case_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX task_waits ON task (tenant_no, waits_for, id) WHERE waits_for IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX task_chain ON task (tenant_no, origin_task_id, created_at, id) WHERE origin_task_id IS NOT NULL AND deleted_at IS NULL;
-- Done without an activity that tells of it: an entry of the timeline by itself.
CREATE INDEX task_done ON task (tenant_no, company_id, done_at, ver, id)
    WHERE state = 'DONE' AND activity_id IS NULL AND done_at IS NOT NULL AND deleted_at IS NULL;
-- What leaves with its company at the end of Trash.
CREATE INDEX task_finished ON task (tenant_no, company_id, id) WHERE state IN ('DONE', 'CANCELLED') AND deleted_at IS NULL;
CREATE INDEX task_mine ON task (tenant_no, assignee_id, company_id)
    WHERE assignee_id IS NOT NULL AND state IN ('OPEN', 'WAITING') AND deleted_at IS NULL;
CREATE INDEX task_gone ON task (tenant_no, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX task_trash ON task (tenant_no, deleted_with, company_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX task_contact ON task (tenant_no, contact_id, id) WHERE contact_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX task_contact_open ON task (tenant_no, contact_id, id)
    WHERE contact_id IS NOT NULL AND state IN ('OPEN', 'WAITING') AND deleted_at IS NULL;
CREATE INDEX task_activity ON task (tenant_no, activity_id, id) WHERE activity_id IS NOT NULL AND deleted_at IS NULL;
-- A follow-up whose place another one took: an entry of the timeline.
CREATE INDEX task_replaced ON task (tenant_no, company_id, done_at, ver, id)
    WHERE state = 'CANCELLED' AND cancel_reason = 'REPLACED' AND done_at IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX activity_company ON activity (tenant_no, company_id, occurred_at, ver, id, kind) WHERE deleted_at IS NULL;
-- Of persons without a company then: they belong to the timeline of the company they have now.
CREATE INDEX activity_person ON activity (tenant_no, contact_id, occurred_at, id)
    WHERE company_id IS NULL AND contact_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX activity_gone ON activity (tenant_no, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX activity_case ON activity (tenant_no, case_id, occurred_at, id) WHERE case_id IS NOT NULL AND deleted_at IS NULL;
-- The meetings to come, by the follow-up that asks how they went.
CREATE INDEX activity_planned ON activity (tenant_no, follow_up_task_id, id) WHERE state = 'PLANNED' AND deleted_at IS NULL;
CREATE INDEX activity_contact ON activity (tenant_no, contact_id, occurred_at, id) WHERE contact_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX activity_task ON activity (tenant_no, task_id, id) WHERE task_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX activity_follow_up ON activity (tenant_no, follow_up_task_id, id)
    WHERE follow_up_task_id IS NOT NULL AND deleted_at IS NULL;
-- What counts as the last activity: what somebody did, not what the rules wrote or what is only planned.
CREATE INDEX activity_happened ON activity (tenant_no, company_id, occurred_at, id)
    WHERE state <> 'PLANNED' AND kind NOT IN ('OWNER_CHANGE', 'IMPORT', 'MERGE', 'DO_NOT_CONTACT') AND deleted_at IS NULL;
CREATE INDEX activity_day ON activity (tenant_no, created_by, occurred_at, id) WHERE kind = 'CALL' AND deleted_at IS NULL;
CREATE INDEX note_company ON note (tenant_no, company_id, created_at, ver, id) WHERE deleted_at IS NULL;
CREATE INDEX note_case ON note (tenant_no, case_id, id) WHERE case_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX note_gone ON note (tenant_no, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX stage_change_company ON stage_change (tenant_no, company_id, at, ver, id) WHERE deleted_at IS NULL;
CREATE INDEX stage_change_case ON stage_change (tenant_no, case_id, id) WHERE case_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX handover_company ON handover (tenant_no, company_id, offered_at, ver, id) WHERE deleted_at IS NULL;
CREATE INDEX handover_answered ON handover (tenant_no, company_id, answered_at, ver, id) WHERE deleted_at IS NULL AND answered_at IS NOT NULL;
CREATE INDEX handover_pending ON handover (tenant_no, expires_at, id) WHERE deleted_at IS NULL AND state = 'PENDING';
CREATE INDEX handover_case ON handover (tenant_no, case_id, offered_at, id) WHERE deleted_at IS NULL;
CREATE INDEX member_company ON member (tenant_no, company_id, user_id) WHERE deleted_at IS NULL;
CREATE INDEX stage_change_gone ON stage_change (tenant_no, company_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX handover_gone ON handover (tenant_no, company_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX member_gone ON member (tenant_no, company_id) WHERE deleted_at IS NOT NULL;
-- What went to Trash with its company, and comes back with it.
CREATE INDEX contact_with ON contact (tenant_no, deleted_with, company_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX activity_with ON activity (tenant_no, deleted_with, company_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX note_with ON note (tenant_no, deleted_with, company_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX stage_change_with ON stage_change (tenant_no, deleted_with, company_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX handover_with ON handover (tenant_no, deleted_with, company_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX member_with ON member (tenant_no, deleted_with, company_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX rule_key ON rule (tenant_no, kind, key, version);
CREATE UNIQUE INDEX rule_version ON rule (tenant_no, kind, key, version) WHERE deleted_at IS NULL;

-- Who works on which company now: claim and company lock in one. Not journaled.
CREATE TABLE lease (
    tenant_no {i64} NOT NULL,
    company_id {uuid} NOT NULL,
    user_id {uuid} NOT NULL,
    device_id {uuid} NOT NULL,
    task_id {uuid} NOT NULL,
    until {i64} NOT NULL,
    PRIMARY KEY (tenant_no, company_id)
) {small};
CREATE INDEX lease_user ON lease (tenant_no, user_id, device_id);

-- Tasks a rep pushed to the end of today's list.
CREATE TABLE skip (
    tenant_no {i64} NOT NULL,
    user_id {uuid} NOT NULL,
    task_id {uuid} NOT NULL,
    until {i64} NOT NULL,
    times {i64} NOT NULL,
    PRIMARY KEY (tenant_no, user_id, task_id)
) {small};

CREATE INDEX skip_task ON skip (tenant_no, task_id);

-- Open tasks by queue and assignee, kept in the same transaction; the nil id is nobody.
CREATE TABLE queue_count (
    tenant_no {i64} NOT NULL,
    queue {text} NOT NULL,
    who {uuid} NOT NULL,
    open_tasks {i64} NOT NULL,
    PRIMARY KEY (tenant_no, queue, who)
) {small};

-- What imports and duplicate checks look rows up by.
CREATE TABLE lookup (
    tenant_no {i64} NOT NULL,
    kind {text} NOT NULL,
    key {text} NOT NULL,
    tbl {text} NOT NULL,
    row_id {uuid} NOT NULL,
    PRIMARY KEY (tenant_no, kind, key, row_id)
) {small};
CREATE INDEX lookup_row ON lookup (tenant_no, row_id);

-- The journal: each command, and each row it changed with the fields before and after.
CREATE TABLE command_log (
    tenant_no {i64} NOT NULL,
    id {uuid} NOT NULL,
    seq {i64} NOT NULL,
    type {text} NOT NULL,
    v {i64} NOT NULL,
    args {json} NOT NULL,
    effects {json} NOT NULL,
    actor_id {uuid} NOT NULL,
    device_id {uuid} NOT NULL,
    at {i64} NOT NULL,
    group_id {uuid},
    label {text} NOT NULL,
    reversible {i64} NOT NULL,
    undoes {uuid},
    undone_by {uuid},
    PRIMARY KEY (tenant_no, id)
) {table};
CREATE UNIQUE INDEX command_seq ON command_log (tenant_no, seq);
CREATE INDEX command_group ON command_log (tenant_no, group_id, seq) WHERE group_id IS NOT NULL;
CREATE INDEX command_single ON command_log (tenant_no, seq) WHERE group_id IS NULL;
CREATE INDEX command_actor ON command_log (tenant_no, actor_id, seq) WHERE reversible = 1 AND undone_by IS NULL AND undoes IS NULL;
CREATE INDEX command_undo ON command_log (tenant_no, actor_id, seq) WHERE undoes IS NOT NULL AND undone_by IS NULL;
CREATE INDEX command_undone ON command_log (tenant_no, undone_by) WHERE undone_by IS NOT NULL;
CREATE TABLE change (
    tenant_no {i64} NOT NULL,
    seq {i64} NOT NULL,
    n {i64} NOT NULL,
    command_id {uuid} NOT NULL,
    tbl {text} NOT NULL,
    row_id {uuid} NOT NULL,
    company_id {uuid},
    op {text} NOT NULL,
    before {json} NOT NULL,
    after {json} NOT NULL,
    PRIMARY KEY (tenant_no, seq, n)
) {table};
CREATE INDEX change_row ON change (tenant_no, row_id, seq);
CREATE INDEX change_company ON change (tenant_no, company_id, seq);

-- What a person typed and has not saved, by form and what it is about.
CREATE TABLE draft (
    form {text} NOT NULL,
    about {text} NOT NULL,
    body {json} NOT NULL,
    at {i64} NOT NULL,
    PRIMARY KEY (form, about)
) {small};

-- This file's own small facts: device, screen state, what the palette was used for.
CREATE TABLE meta (
    key {text} NOT NULL PRIMARY KEY,
    value {text} NOT NULL
) {small};
