-- What the events say, for reading. Dropped and built again by a rebuild; never the truth.
DROP TABLE IF EXISTS projected_generation;
CREATE TABLE projected_generation (
  generation         INTEGER PRIMARY KEY,
  parent             INTEGER NOT NULL,
  spec_hash          TEXT    NOT NULL,
  outcome            TEXT    NOT NULL,
  correlation_id     TEXT    NOT NULL,
  attempt            INTEGER NOT NULL,
  retry_of           INTEGER,
  candidate          INTEGER NOT NULL,
  model              TEXT    NOT NULL,
  producer_model     TEXT,
  input_tokens       INTEGER NOT NULL,
  output_tokens      INTEGER NOT NULL,
  cache_read_tokens  INTEGER NOT NULL,
  cache_write_tokens INTEGER NOT NULL,
  cost_micro_usd     INTEGER,
  artifact_hash      TEXT,
  artifact_ref       TEXT,
  viable             INTEGER,
  failure_stage      TEXT,
  report_blob        TEXT,
  isolation          TEXT,
  failure            TEXT,
  reason             TEXT,
  campaign_id        TEXT,
  created            TEXT    NOT NULL,
  completed          TEXT,
  reverse_baseline      INTEGER,
  reverse_viable        INTEGER,
  reverse_failure_stage TEXT,
  reverse_failure       TEXT,
  reverse_summary       TEXT,
  reverse_report_blob   TEXT,
  open_run           TEXT
) STRICT;
CREATE INDEX projected_generation_parent ON projected_generation (parent);
CREATE INDEX projected_generation_artifact ON projected_generation (artifact_hash) WHERE artifact_hash IS NOT NULL;
CREATE INDEX projected_generation_spec ON projected_generation (spec_hash);

DROP TABLE IF EXISTS projected_stage;
CREATE TABLE projected_stage (
  generation     INTEGER NOT NULL,
  position       INTEGER NOT NULL,
  run_id         TEXT    NOT NULL,
  stage          TEXT    NOT NULL,
  passed         INTEGER NOT NULL,
  duration_ms    INTEGER NOT NULL,
  exceeded_limit TEXT,
  log_blob       TEXT,
  finished_at    TEXT    NOT NULL,
  canary_passed  INTEGER, -- of the stage test, once the verdict tells it
  canary_ms      INTEGER,
  PRIMARY KEY (generation, position)
) STRICT, WITHOUT ROWID;

DROP TABLE IF EXISTS projected_contract_result;
CREATE TABLE projected_contract_result (
  generation  INTEGER NOT NULL,
  position    INTEGER NOT NULL,
  ordinal     INTEGER NOT NULL,
  run_id      TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  passed      INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  error       TEXT,
  PRIMARY KEY (generation, position, ordinal)
) STRICT, WITHOUT ROWID;

DROP TABLE IF EXISTS projected_test_failure;
CREATE TABLE projected_test_failure (
  generation INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  ordinal    INTEGER NOT NULL,
  run_id     TEXT    NOT NULL,
  stage      TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  test       TEXT    NOT NULL,
  error      TEXT    NOT NULL,
  file       TEXT,
  line       INTEGER,
  PRIMARY KEY (generation, position, ordinal)
) STRICT, WITHOUT ROWID;

DROP TABLE IF EXISTS projected_llm_exchange;
CREATE TABLE projected_llm_exchange (
  generation         INTEGER NOT NULL,
  organism           TEXT,
  position           INTEGER NOT NULL,
  purpose            TEXT    NOT NULL,
  ordinal            INTEGER NOT NULL,
  provider           TEXT    NOT NULL,
  model              TEXT    NOT NULL,
  producer_model     TEXT    NOT NULL,
  stop_reason        TEXT    NOT NULL,
  input_tokens       INTEGER NOT NULL,
  output_tokens      INTEGER NOT NULL,
  cache_read_tokens  INTEGER NOT NULL,
  cache_write_tokens INTEGER NOT NULL,
  usage_known        INTEGER NOT NULL,
  cost_micro_usd     INTEGER,
  elapsed_ms         INTEGER NOT NULL,
  request_blob       TEXT    NOT NULL,
  answer_blob        TEXT    NOT NULL,
  rejected_rule      TEXT,
  rejected_reason    TEXT,
  answered_at        TEXT    NOT NULL,
  PRIMARY KEY (generation, position)
) STRICT, WITHOUT ROWID;

DROP TABLE IF EXISTS projected_spec;
CREATE TABLE projected_spec (
  spec_hash     TEXT NOT NULL PRIMARY KEY,
  file_name     TEXT NOT NULL,
  title         TEXT NOT NULL,
  version       TEXT NOT NULL,
  toolchain     TEXT NOT NULL,
  registered_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

DROP TABLE IF EXISTS projected_campaign;
CREATE TABLE projected_campaign (
  campaign           TEXT    NOT NULL PRIMARY KEY,
  position           INTEGER NOT NULL, -- of its first event
  version            INTEGER NOT NULL,
  correlation_id     TEXT    NOT NULL,
  base_hash          TEXT    NOT NULL,
  engine             INTEGER NOT NULL,
  settings           TEXT    NOT NULL CHECK (json_valid(settings)),
  note               TEXT,
  status             TEXT    NOT NULL,
  ending             TEXT,
  node               INTEGER,
  spec_hash          TEXT,
  probability_better REAL,
  reason             TEXT,
  proposals_asked     INTEGER NOT NULL,
  proposals_accepted  INTEGER NOT NULL,
  proposals_rejected  INTEGER NOT NULL,
  proposals_abandoned INTEGER NOT NULL,
  trials_started     INTEGER NOT NULL,
  trials_scored      INTEGER NOT NULL,
  trials_viable      INTEGER NOT NULL,
  trials_voided      INTEGER NOT NULL,
  input_tokens       INTEGER NOT NULL,
  output_tokens      INTEGER NOT NULL,
  cache_read_tokens  INTEGER NOT NULL,
  cache_write_tokens INTEGER NOT NULL,
  usage_known        INTEGER NOT NULL,
  cost_micro_usd     INTEGER,
  started            TEXT    NOT NULL,
  completed          TEXT
) STRICT, WITHOUT ROWID;

DROP TABLE IF EXISTS projected_proposal;
CREATE TABLE projected_proposal (
  campaign           TEXT    NOT NULL,
  proposal           INTEGER NOT NULL,
  position           INTEGER NOT NULL,
  parent             INTEGER NOT NULL,
  operator           TEXT    NOT NULL,
  section            TEXT,
  donor              INTEGER,
  status             TEXT    NOT NULL,
  provider           TEXT,
  model              TEXT,
  producer_model     TEXT,
  input_tokens       INTEGER,
  output_tokens      INTEGER,
  cache_read_tokens  INTEGER,
  cache_write_tokens INTEGER,
  usage_known        INTEGER,
  cost_micro_usd     INTEGER,
  elapsed_ms         INTEGER,
  request_blob       TEXT,
  answer_blob        TEXT,
  rule               TEXT,
  failure            TEXT,
  reason             TEXT,
  node               INTEGER,
  spec_hash          TEXT,
  rationale          TEXT,
  asked              TEXT    NOT NULL,
  completed          TEXT,
  PRIMARY KEY (campaign, proposal)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX projected_proposal_node ON projected_proposal (campaign, node) WHERE node IS NOT NULL;
CREATE INDEX projected_proposal_spec ON projected_proposal (spec_hash, position) WHERE spec_hash IS NOT NULL;

DROP TABLE IF EXISTS projected_trial;
CREATE TABLE projected_trial (
  campaign           TEXT    NOT NULL,
  trial              INTEGER NOT NULL,
  node               INTEGER NOT NULL,
  phase              TEXT    NOT NULL,
  status             TEXT    NOT NULL,
  generation         INTEGER,
  viable             INTEGER,
  failure            TEXT,
  failure_stage      TEXT,
  report_blob        TEXT,
  reason             TEXT,
  input_tokens       INTEGER,
  output_tokens      INTEGER,
  cache_read_tokens  INTEGER,
  cache_write_tokens INTEGER,
  usage_known        INTEGER,
  cost_micro_usd     INTEGER,
  elapsed_ms         INTEGER,
  started            TEXT    NOT NULL,
  completed          TEXT,
  PRIMARY KEY (campaign, trial)
) STRICT, WITHOUT ROWID;

DROP TABLE IF EXISTS projected_campaign_notice;
CREATE TABLE projected_campaign_notice (
  campaign  TEXT    NOT NULL,
  position  INTEGER NOT NULL,
  "trigger" TEXT    NOT NULL,
  message   TEXT    NOT NULL,
  action    TEXT    NOT NULL,
  at        TEXT    NOT NULL,
  PRIMARY KEY (campaign, position)
) STRICT, WITHOUT ROWID;

DROP VIEW IF EXISTS generation;
CREATE VIEW generation AS
-- One row for each generation. outcome: in_progress, tested, promoted, failed or timeout. viable: 1 or 0, null
-- before the verdict. cost_usd: null where a price is unknown; tokens: null where a provider did not tell them. Of what an
-- organism grew, cost_usd is that of the answers it got since its offspring before, and tokens are those that it reports
-- itself, null where it reports none; llm_exchange has what its provider told. duration_ms: from its start to its end.
-- Times are UTC, such as 2026-11-24T09:00:00.000Z. parent 0 is the core's own pipeline.
SELECT
  generation,
  parent,
  spec_hash,
  outcome,
  viable,
  failure_stage,
  (SELECT s.exceeded_limit FROM projected_stage AS s
   WHERE s.generation = g.generation AND s.exceeded_limit IS NOT NULL) AS exceeded_limit, -- by the stage that failed
  failure, -- why it was rolled back, such as non-viable or daemon-gone
  CASE
    WHEN failure IN ('non-viable', 'unreadable-answer', 'incomplete-answer') THEN 'candidate'
    WHEN failure IS NOT NULL THEN 'infrastructure'
  END AS failure_class, -- whose fault; only a candidate's counts against its spec
  reason,
  attempt, -- within one growth, from 1
  retry_of, -- the failed generation that this one learned from
  candidate, -- of several grown at once, from 1
  model,
  producer_model,
  iif(usage_known, input_tokens, NULL) AS input_tokens,
  iif(usage_known, output_tokens, NULL) AS output_tokens,
  iif(usage_known, cache_read_tokens, NULL) AS cache_read_tokens,
  iif(usage_known, cache_write_tokens, NULL) AS cache_write_tokens,
  CASE
    WHEN parent = 0 OR asked_by_core THEN cost_micro_usd
    ELSE (
      SELECT CASE count(*)
        WHEN 0 THEN g.cost_micro_usd
        WHEN count(e.cost_micro_usd) THEN sum(e.cost_micro_usd)
      END
      FROM projected_llm_exchange AS e
      WHERE e.generation = g.parent AND e.organism = g.correlation_id
        AND e.position < (SELECT position FROM event WHERE stream = 'generation/' || g.generation AND version = 1)
        AND e.position > coalesce((
          SELECT max(begun.position)
          FROM projected_generation AS older
          JOIN event AS begun ON begun.stream = 'generation/' || older.generation AND begun.version = 1
          WHERE older.parent = g.parent AND older.correlation_id = g.correlation_id
            AND older.generation < g.generation), 0))
  END / 1000000.0 AS cost_usd,
  artifact_hash,
  artifact_ref,
  report_blob,
  isolation,
  campaign_id,
  correlation_id, -- shared by everything of one growth
  created,
  completed,
  reverse_baseline, -- whose artifact was verified once more after this one was promoted
  reverse_viable, -- null too where that ended without a verdict, for reverse_failure
  reverse_failure_stage,
  reverse_failure,
  reverse_summary, -- may be the artifact's own words: do not trust it
  reverse_report_blob,
  CAST(round((julianday(completed) - julianday(created)) * 86400000.0) AS INTEGER) AS duration_ms
FROM (
  SELECT
    *,
    EXISTS (
      SELECT 1 FROM projected_llm_exchange AS e WHERE e.generation = g.generation AND e.organism IS NULL
    ) AS asked_by_core,
    NOT EXISTS (
      SELECT 1 FROM projected_llm_exchange AS e
      WHERE e.generation = g.generation AND e.organism IS NULL AND NOT e.usage_known
    ) AND (artifact_hash IS NULL OR input_tokens + output_tokens > 0) AS usage_known
  FROM projected_generation AS g
) AS g;

DROP VIEW IF EXISTS stage;
CREATE VIEW stage AS
-- One row for each stage of the rig that was attempted, in order: manifest, build, test, start, health; more rows where
-- a verification was aborted and began again, under a run_id of its own. Behind a test whose verdict is given stands a row
-- canary: the second run of the tests, among them some that must fail, by which the rig finds out a runner that calls
-- everything passed. The duration of test leaves it out; a canary that did not pass is why its test did not.
-- exceeded_limit: what the artifact went over, memory, tasks, disk, files, file-size, time or output.
-- log_blob: hash in the table blob of what its command printed; the text is the artifact's own: do not trust it.
SELECT generation, run_id, stage, passed, duration_ms, exceeded_limit, log_blob, finished_at
FROM (
  SELECT position, 0 AS part, generation, run_id, stage, passed, duration_ms, exceeded_limit, log_blob, finished_at
  FROM projected_stage
  UNION ALL
  SELECT position, 1, generation, run_id, 'canary', canary_passed, canary_ms, NULL, NULL, finished_at
  FROM projected_stage WHERE canary_ms IS NOT NULL
)
ORDER BY position, part;

DROP VIEW IF EXISTS contract_result;
CREATE VIEW contract_result AS
-- One row for each contract that the rig tried. kind: contract, spec-vector or baseline-contract.
SELECT generation, run_id, kind, name, passed, duration_ms, error
FROM projected_contract_result
ORDER BY position, ordinal;

DROP VIEW IF EXISTS test_failure;
CREATE VIEW test_failure AS
-- One row for each failure in the diagnostics of a non-viable report. stage: the first that failed. kind: what failed,
-- manifest, build, test, start, health, contract or spec-vector; after failed tests the rig goes on with start and health,
-- so that all but the first two are found under stage 'test'. test: its name; of a contract 'contract NAME', of a vector
-- 'spec vector NAME', of what else is no test that of its stage. The text is the artifact's own: do not trust it.
SELECT generation, run_id, stage, kind, test, error, file, line
FROM projected_test_failure
ORDER BY position, ordinal;

DROP VIEW IF EXISTS llm_exchange;
CREATE VIEW llm_exchange AS
-- One row for each answer of a model. generation: that the answer is for; where an organism asked, the one that runs.
-- organism: its id, null for the core's own request. purpose: generate, repair or retry. replayed: no model was called.
-- Tokens are null where the provider did not tell them; then, and only then, estimated_tokens is about how many there were,
-- in and out, by the bytes of what was asked and answered, three to a token.
-- request_blob and answer_blob are hashes in the table blob. rejected_rule: why the answer is no artifact.
SELECT
  generation,
  organism,
  purpose,
  ordinal,
  provider,
  model,
  producer_model,
  provider = 'replay' AS replayed,
  stop_reason,
  iif(usage_known, input_tokens, NULL) AS input_tokens,
  iif(usage_known, output_tokens, NULL) AS output_tokens,
  iif(usage_known, cache_read_tokens, NULL) AS cache_read_tokens,
  iif(usage_known, cache_write_tokens, NULL) AS cache_write_tokens,
  usage_known,
  CASE WHEN NOT usage_known THEN (
    (SELECT (size + 2) / 3 FROM blob WHERE hash = request_blob)
    + (SELECT (size + 2) / 3 FROM blob WHERE hash = answer_blob)
  ) END AS estimated_tokens,
  cost_micro_usd / 1000000.0 AS cost_usd,
  elapsed_ms,
  request_blob,
  answer_blob,
  rejected_rule,
  rejected_reason,
  answered_at
FROM projected_llm_exchange
ORDER BY position;

DROP VIEW IF EXISTS lineage;
CREATE VIEW lineage AS
-- One row for each generation and each of its ancestors. depth: 1 is its parent, 2 its parent's parent, …
-- A generation without parent (parent 0) has one row with no ancestor and depth 0.
-- WHERE generation = N walks that one line, however many generations there are; WHERE ancestor = N walks all lines.
SELECT g.generation, a.value AS ancestor, a.key + 1 AS depth
FROM projected_generation AS g, json_each((
  WITH RECURSIVE line (parent) AS (
    SELECT g.parent WHERE g.parent > 0
    UNION ALL
    SELECT older.parent
    FROM line JOIN projected_generation AS older ON older.generation = line.parent
    WHERE older.parent > 0
  )
  SELECT json_group_array(parent) FROM line
)) AS a
UNION ALL
SELECT generation, NULL, 0 FROM projected_generation WHERE parent = 0;

DROP VIEW IF EXISTS spec;
CREATE VIEW spec AS
-- One row for each spec that was ever grown from, and how its generations fared. Its text is the blob of spec_hash.
-- parent_spec_hash and operator: of the first proposal of a campaign that made it, null where a person wrote it.
SELECT
  spec_hash,
  file_name,
  title,
  version,
  toolchain,
  registered_at,
  (SELECT count(*) FROM projected_generation AS g WHERE g.spec_hash = s.spec_hash) AS generations,
  (SELECT count(*) FROM projected_generation AS g
   WHERE g.spec_hash = s.spec_hash AND g.outcome = 'promoted') AS promoted,
  (SELECT coalesce(
     (SELECT f.spec_hash FROM projected_proposal AS f WHERE f.campaign = p.campaign AND f.node = p.parent),
     (SELECT c.base_hash FROM projected_campaign AS c WHERE c.campaign = p.campaign))
   FROM projected_proposal AS p WHERE p.spec_hash = s.spec_hash AND p.operator <> 'copy'
   ORDER BY p.position LIMIT 1) AS parent_spec_hash,
  (SELECT p.operator
   FROM projected_proposal AS p WHERE p.spec_hash = s.spec_hash AND p.operator <> 'copy'
   ORDER BY p.position LIMIT 1) AS operator
FROM projected_spec AS s;

DROP VIEW IF EXISTS campaign;
CREATE VIEW campaign AS
-- One row for each campaign, the one that was started first first. status: running, paused or finished; ending: promoted,
-- base-stays, cancelled or stopped. node, spec_hash: the promoted, where one is. probability_better: than the base, 0 to 1.
-- reason: of its pause or its end. trials: how many with a verdict may be spent; those started are scored, voided (no fault
-- of the spec's, they count for nothing) or open. tokens, cost_usd: of answered proposals and scored trials; null where a
-- provider did not tell them or a price is unknown. Where not all are told, estimated_tokens is about how many there were,
-- with those that were told. All its generations have its id as campaign_id.
SELECT
  campaign,
  base_hash,
  json_extract(settings, '$.arm') AS arm,
  json_extract(settings, '$."against-itself"') AS against_itself, -- 1: every mutant is a copy of the base
  json_extract(settings, '$.model') AS model,
  json_extract(settings, '$."proposer-model"') AS proposer_model,
  json_extract(settings, '$.seed') AS seed,
  json_extract(settings, '$.parallel') AS parallel,
  json_extract(settings, '$.rules.gate') AS gate, -- the least probability_better of a promotion
  engine,
  note, -- the hypothesis
  status,
  ending,
  node,
  spec_hash,
  probability_better,
  reason,
  json_extract(settings, '$.trials') AS trials,
  trials_started,
  trials_started - trials_scored - trials_voided AS trials_open,
  trials_scored,
  trials_viable,
  trials_voided,
  proposals_asked,
  proposals_accepted,
  proposals_rejected,
  proposals_abandoned,
  iif(usage_known, input_tokens + output_tokens, NULL) AS tokens,
  CASE WHEN NOT usage_known THEN (
    SELECT coalesce(sum(coalesce(t.estimated_tokens, t.tokens)), 0)
    FROM trial AS t WHERE t.campaign = c.campaign AND t.status = 'scored'
  ) + (
    SELECT coalesce(sum(v.input_tokens + v.output_tokens), 0) -- what is known of them
    FROM projected_trial AS v WHERE v.campaign = c.campaign AND v.status = 'voided'
  ) + (
    SELECT coalesce(sum(coalesce(p.estimated_tokens, p.tokens)), 0)
    FROM proposal AS p WHERE p.campaign = c.campaign
  ) END AS estimated_tokens,
  cost_micro_usd / 1000000.0 AS cost_usd,
  nullif(json_extract(settings, '$."token-budget"'), 0) AS token_budget, -- null: no limit
  nullif(json_extract(settings, '$."micro-usd-budget"'), 0) / 1000000.0 AS budget_usd, -- null: no limit
  settings, -- JSON, whole
  correlation_id,
  started,
  completed,
  CAST(round((julianday(completed) - julianday(started)) * 86400000.0) AS INTEGER) AS duration_ms
FROM projected_campaign AS c
ORDER BY position;

DROP VIEW IF EXISTS trial;
CREATE VIEW trial AS
-- One row for each trial of a campaign: one generation of the spec of one node, first try. node 0 is the base.
-- phase: search, or confirm, which alone decides. status: open, scored or voided. viable: 1 or 0; null while it is open and
-- where it was voided. failure: of a scored one why there was no verdict, which counts against the spec; of a voided one what
-- came between. failure_stage: of a non-viable verdict. reason: of a voided one. tokens: null where a provider did not tell
-- them; then, and only then, estimated_tokens is about how many there were, see llm_exchange.
SELECT
  t.campaign,
  t.trial,
  t.node,
  coalesce(p.spec_hash, c.base_hash) AS spec_hash,
  t.phase,
  t.status,
  t.generation,
  t.viable,
  t.failure,
  t.failure_stage,
  t.report_blob,
  t.reason,
  iif(t.usage_known, t.input_tokens + t.output_tokens, NULL) AS tokens,
  CASE WHEN t.status = 'scored' AND NOT t.usage_known THEN (
    SELECT sum(coalesce(e.estimated_tokens, e.input_tokens + e.output_tokens))
    FROM llm_exchange AS e WHERE e.generation = t.generation AND e.organism IS NULL
  ) END AS estimated_tokens,
  t.cost_micro_usd / 1000000.0 AS cost_usd,
  t.elapsed_ms,
  t.started,
  t.completed
FROM projected_trial AS t
JOIN projected_campaign AS c ON c.campaign = t.campaign
LEFT JOIN projected_proposal AS p ON p.campaign = t.campaign AND p.node = t.node;

DROP VIEW IF EXISTS proposal;
CREATE VIEW proposal AS
-- One row for each proposal of a campaign: parent is the node that was to be changed (0: the base), node the one that it
-- became. operator: refine, transplant, restructure or copy. section: what was changed; donor: the node it was taken from.
-- status: asked, answered, accepted, rejected (rule says by which) or abandoned (failure says by what). rationale and
-- reason may be a model's own words: do not trust them. request_blob and answer_blob are hashes in the table blob. tokens:
-- null where a provider did not tell them; then estimated_tokens is about how many there were, see llm_exchange.
SELECT
  p.campaign,
  p.proposal,
  p.parent,
  coalesce(f.spec_hash, c.base_hash) AS parent_spec_hash,
  p.operator,
  p.section,
  p.donor,
  p.producer_model AS proposer_model,
  p.status,
  p.rule,
  p.failure,
  p.reason,
  p.node,
  p.spec_hash,
  p.rationale,
  iif(p.usage_known, p.input_tokens + p.output_tokens, NULL) AS tokens,
  CASE WHEN NOT p.usage_known THEN (
    (SELECT (size + 2) / 3 FROM blob WHERE hash = p.request_blob)
    + (SELECT (size + 2) / 3 FROM blob WHERE hash = p.answer_blob)
  ) END AS estimated_tokens,
  p.cost_micro_usd / 1000000.0 AS cost_usd,
  p.elapsed_ms,
  p.request_blob,
  p.answer_blob,
  p.asked,
  p.completed
FROM projected_proposal AS p
JOIN projected_campaign AS c ON c.campaign = p.campaign
LEFT JOIN projected_proposal AS f ON f.campaign = p.campaign AND f.node = p.parent;

DROP VIEW IF EXISTS campaign_notice;
CREATE VIEW campaign_notice AS
-- One row for each time that a campaign's monitor saw something: message has the numbers, action what it changed.
SELECT campaign, "trigger", message, action, at
FROM projected_campaign_notice
ORDER BY position;
