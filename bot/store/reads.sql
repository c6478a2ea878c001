-- Every statement that only looks. `:campaign` is a campaign's id.

-- name: campaigns
SELECT m.id, m.name, m.seed, m.created_at, (SELECT max(r.id) FROM revision r WHERE r.campaign_id = m.id) AS revision,
       (SELECT count(*) FROM revision r WHERE r.campaign_id = m.id) AS revisions
  FROM campaign m ORDER BY m.id

-- name: contact_states
SELECT state, count(*) AS contacts FROM contact WHERE campaign_id = :campaign GROUP BY state

-- name: endings
SELECT dial_result, disposition, decided_by, count(*) AS count FROM outcome WHERE campaign_id = :campaign
 GROUP BY dial_result, disposition, decided_by ORDER BY count DESC, dial_result, disposition, decided_by

-- name: lead_count
SELECT count(*) AS leads FROM lead WHERE campaign_id = :campaign

-- name: attempt_count
SELECT count(*) AS attempts, count(answered_at) AS answered FROM attempt WHERE campaign_id = :campaign

-- name: call_counts
SELECT count(*) AS calls, coalesce(sum(talked), 0) AS talked, coalesce(sum(offered), 0) AS offered,
       coalesce(sum(opted_out), 0) AS opted_out
  FROM call WHERE campaign_id = :campaign

-- In the order of the rows: left alone, SQLite goes through call_duration and reads the table at random.
-- name: outcomes
SELECT k.script, o.outcome, o.disposition, count(*) AS calls
  FROM call k INDEXED BY call_campaign JOIN outcome o ON o.attempt_id = k.attempt_id
 WHERE k.campaign_id = :campaign
 GROUP BY k.script, o.outcome, o.disposition ORDER BY calls DESC, k.script, o.outcome, o.disposition

-- name: objections
SELECT b.intent, sum(b.count) AS raised, count(*) AS calls, count(l.attempt_id) AS leads
  FROM call k JOIN objection b ON b.attempt_id = k.attempt_id LEFT JOIN lead l ON l.attempt_id = k.attempt_id
 WHERE k.campaign_id = :campaign
 GROUP BY b.intent ORDER BY raised DESC, b.intent

-- name: arms
SELECT k.script, k.arm, count(*) AS calls, sum(k.talked) AS talked, count(l.attempt_id) AS leads
  FROM call k INDEXED BY call_campaign LEFT JOIN lead l ON l.attempt_id = k.attempt_id
 WHERE k.campaign_id = :campaign
 GROUP BY k.script, k.arm ORDER BY k.script, k.arm

-- name: slot_values
SELECT s.value, count(*) AS calls
  FROM call k JOIN slot s ON s.attempt_id = k.attempt_id AND s.name = :name
 WHERE k.campaign_id = :campaign
 GROUP BY s.value ORDER BY calls DESC, s.value LIMIT :limit

-- name: slot_names
SELECT k.script, s.name, count(*) AS calls
  FROM call k INDEXED BY call_campaign JOIN slot s ON s.attempt_id = k.attempt_id
 WHERE k.campaign_id = :campaign
 GROUP BY k.script, s.name ORDER BY k.script, s.name

-- name: duration_total
SELECT count(*) AS calls, coalesce(sum(duration_s), 0.0) AS total_s, coalesce(max(duration_s), 0.0) AS longest_s
  FROM call WHERE campaign_id = :campaign

-- name: duration_at_rank
SELECT duration_s FROM call WHERE campaign_id = :campaign ORDER BY duration_s LIMIT 1 OFFSET :rank - 1

-- name: duration_buckets
SELECT CAST(duration_s / :width_s AS INTEGER) AS bucket, count(*) AS calls FROM call WHERE campaign_id = :campaign
 GROUP BY bucket ORDER BY bucket

-- name: hours
SELECT substr(a.at, 1, 13) AS hour, count(*) AS attempts, count(a.answered_at) AS answered, count(l.attempt_id) AS leads
  FROM attempt a LEFT JOIN lead l ON l.attempt_id = a.id
 WHERE a.campaign_id = :campaign
 GROUP BY hour ORDER BY hour

-- name: calls
SELECT k.attempt_id AS key, a.uid, a.contact_id, a.n, c.row, c.external_id, c.number, k.script, k.language, k.arm,
       o.disposition, o.outcome, o.decided_by, o.why, o.provisional, k.duration_s, k.talked, k.offered, k.opted_out,
       k.recording, a.answered_at, a.ended_at, EXISTS (SELECT 1 FROM lead l WHERE l.attempt_id = k.attempt_id) AS lead
  FROM call k JOIN outcome o ON o.attempt_id = k.attempt_id JOIN attempt a ON a.id = k.attempt_id
       JOIN contact c ON c.id = a.contact_id
 WHERE k.campaign_id = :campaign AND k.attempt_id > :after
 ORDER BY k.attempt_id LIMIT :limit

-- name: calls_by_disposition
SELECT k.attempt_id AS key, a.uid, a.contact_id, a.n, c.row, c.external_id, c.number, k.script, k.language, k.arm,
       o.disposition, o.outcome, o.decided_by, o.why, o.provisional, k.duration_s, k.talked, k.offered, k.opted_out,
       k.recording, a.answered_at, a.ended_at, EXISTS (SELECT 1 FROM lead l WHERE l.attempt_id = k.attempt_id) AS lead
  FROM outcome o JOIN call k ON k.attempt_id = o.attempt_id JOIN attempt a ON a.id = o.attempt_id
       JOIN contact c ON c.id = a.contact_id
 WHERE o.campaign_id = :campaign AND o.disposition = :disposition AND o.attempt_id > :after
 ORDER BY o.attempt_id LIMIT :limit

-- name: call
SELECT k.attempt_id AS key, a.uid, a.contact_id, a.n, c.row, c.external_id, c.number, k.script, k.language, k.arm,
       o.disposition, o.outcome, o.decided_by, o.why, o.provisional, k.duration_s, k.talked, k.offered, k.opted_out,
       k.recording, a.answered_at, a.ended_at, EXISTS (SELECT 1 FROM lead l WHERE l.attempt_id = k.attempt_id) AS lead,
       c.fields
  FROM attempt a JOIN call k ON k.attempt_id = a.id JOIN contact c ON c.id = a.contact_id
       JOIN outcome o ON o.attempt_id = a.id
 WHERE a.uid = :uid

-- People read a conversation by the time a turn began, as CallRecord.turns has it.
-- name: turns
SELECT seq, speaker, start_s, end_s, text, step, intent, detail FROM turn WHERE attempt_id = :attempt
 ORDER BY round(start_s, 3), seq

-- name: slots
SELECT name, value FROM slot WHERE attempt_id = :attempt ORDER BY rowid

-- name: raised
SELECT intent, count FROM objection WHERE attempt_id = :attempt ORDER BY rowid

-- name: promises
SELECT kind, what, options FROM promise WHERE attempt_id = :attempt ORDER BY seq

-- name: earlier
SELECT dial_result, disposition, why, at FROM superseded WHERE attempt_id = :attempt ORDER BY id

-- name: leads
SELECT l.attempt_id AS key, a.uid, l.at, c.row, c.external_id, c.number, c.fields, k.script, k.language, k.arm,
       o.outcome, k.recording
  FROM lead l JOIN attempt a ON a.id = l.attempt_id JOIN contact c ON c.id = l.contact_id
       JOIN call k ON k.attempt_id = l.attempt_id JOIN outcome o ON o.attempt_id = l.attempt_id
 WHERE l.campaign_id = :campaign AND l.attempt_id > :after ORDER BY l.attempt_id LIMIT :limit

-- name: opt_outs
SELECT p.masked, p.at, p.why, a.uid FROM opt_out p LEFT JOIN attempt a ON a.id = p.attempt_id
 ORDER BY p.at, p.number_hash

-- How the callees' answers were taken: judged ones by action, whether a meaning was found, and the ms it took.
-- name: hearing
SELECT json_extract(t.detail, '$.action') AS action, t.intent <> '' AS meant,
       CAST(round(json_extract(t.detail, '$.recognition_ms')) AS INTEGER) AS ms, count(*) AS answers
  FROM call k JOIN turn t ON t.attempt_id = k.attempt_id
 WHERE k.campaign_id = :campaign AND t.speaker = 'callee' AND json_extract(t.detail, '$.keys') IS NULL
 GROUP BY 1, 2, 3 ORDER BY ms
