-- Every statement that changes the archive. Values come in as :parameters only.

-- name: key_check
SELECT value FROM setting WHERE name = 'key_check'

-- name: set_key_check
INSERT INTO setting (name, value) VALUES ('key_check', :check) ON CONFLICT DO NOTHING

-- name: add_campaign
INSERT INTO campaign (name, seed, created_at) VALUES (:name, :seed, :now) ON CONFLICT (name) DO NOTHING

-- name: campaign
SELECT id, seed FROM campaign WHERE name = :name

-- name: add_revision
INSERT INTO revision (campaign_id, digest, created_at) VALUES (:campaign, :digest, :now) ON CONFLICT DO NOTHING

-- name: revision
SELECT r.id, (SELECT count(*) FROM revision o WHERE o.campaign_id = :campaign) AS revisions
  FROM revision r WHERE r.campaign_id = :campaign AND r.digest = :digest

-- name: put_script
INSERT INTO script (campaign_id, name, goal, offers) VALUES (:campaign, :name, :goal, :offers)
    ON CONFLICT (campaign_id, name) DO UPDATE SET goal = excluded.goal, offers = excluded.offers

-- name: script
SELECT goal, offers FROM script WHERE campaign_id = :campaign AND name = :name

-- name: last_contact
SELECT coalesce(max(id), 0) FROM contact

-- name: add_contact
INSERT INTO contact (campaign_id, row, external_id, number, number_hash, script, arm, language, recording, fields, state, due_at)
VALUES (:campaign, :row, :external_id, :number, :hash, :script, :arm, :language, :recording, :fields, 'due', :now)
    ON CONFLICT (campaign_id, number) DO NOTHING

-- name: close_new_opted_out
UPDATE contact SET state = 'opted_out' WHERE id > :last AND number_hash IN (SELECT number_hash FROM opt_out) RETURNING row

-- name: contacts_since
SELECT count(*) FROM contact WHERE id > :last

-- The only statement that may permit a dial (reliability.md T1): nothing inserted = do not dial.
-- A number is skipped while it is on the line anywhere, also in another campaign.
-- name: claim
INSERT INTO attempt (uid, campaign_id, contact_id, revision_id, n, state, boot, at)
SELECT :uid, c.campaign_id, c.id, :revision, 1 + (SELECT count(*) FROM attempt a WHERE a.contact_id = c.id),
       'dialling', :boot, :now
  FROM contact c
 WHERE c.campaign_id = :campaign AND c.state = 'due' AND c.due_at <= :now
   AND NOT EXISTS (SELECT 1 FROM opt_out o WHERE o.number_hash = c.number_hash)
   AND NOT EXISTS (SELECT 1 FROM contact d JOIN attempt b ON b.contact_id = d.id
                    WHERE d.number_hash = c.number_hash AND b.state <> 'done')
 ORDER BY c.due_at, c.id LIMIT 1
RETURNING contact_id, n

-- name: contact
SELECT number, script, arm, language, recording, fields FROM contact WHERE id = :contact

-- name: set_contact
UPDATE contact SET state = :state WHERE id = :contact AND state <> 'opted_out'

-- name: attempt
SELECT a.id, a.campaign_id, a.contact_id, a.state, coalesce(a.answered_at, a.at) AS began_at, o.provisional,
       c.number, c.script, c.language, c.arm
  FROM attempt a JOIN contact c ON c.id = a.contact_id LEFT JOIN outcome o ON o.attempt_id = a.id
 WHERE a.uid = :uid

-- name: answered
UPDATE attempt SET state = 'live', answered_at = :at, ended_at = NULL WHERE id = :attempt

-- name: end_attempt
UPDATE attempt SET state = 'done', answered_at = coalesce(answered_at, :answered_at), ended_at = :at WHERE id = :attempt

-- name: add_outcome
INSERT INTO outcome (attempt_id, campaign_id, provisional, dial_result, disposition, outcome, decided_by, why, at)
VALUES (:attempt, :campaign, :provisional, :dial_result, :disposition, :outcome, :decided_by, :why, :at)

-- name: keep_superseded
INSERT INTO superseded (attempt_id, dial_result, disposition, outcome, decided_by, why, at)
SELECT attempt_id, dial_result, disposition, outcome, decided_by, why, at FROM outcome WHERE attempt_id = :attempt

-- name: drop_outcome
DELETE FROM outcome WHERE attempt_id = :attempt AND provisional = 1

-- name: drop_call
DELETE FROM call WHERE attempt_id = :attempt

-- name: put_turn
INSERT INTO turn (attempt_id, seq, speaker, start_s, end_s, text, step, intent, detail)
VALUES (:attempt, :seq, :speaker, :start_s, :end_s, :text, :step, :intent, :detail)
    ON CONFLICT (attempt_id, seq) DO UPDATE SET speaker = excluded.speaker, start_s = excluded.start_s,
       end_s = excluded.end_s, text = excluded.text, step = excluded.step, intent = excluded.intent, detail = excluded.detail

-- name: turns_so_far
SELECT coalesce(max(end_s), 0.0) AS end_s,
       coalesce(max(speaker = 'callee' AND (text <> '' OR json_extract(detail, '$.keys') IS NOT NULL)), 0) AS talked,
       coalesce(max(speaker = 'bot' AND text <> '' AND step IN (SELECT value FROM json_each(:offers))), 0) AS offered
  FROM turn WHERE attempt_id = :attempt

-- name: add_call
INSERT INTO call (attempt_id, campaign_id, script, language, arm, duration_s, talked, offered, opted_out, recording)
VALUES (:attempt, :campaign, :script, :language, :arm, :duration_s, :talked, :offered, :opted_out, :recording)

-- name: add_slot
INSERT INTO slot (attempt_id, name, value) VALUES (:attempt, :name, :value)

-- name: add_objection
INSERT INTO objection (attempt_id, intent, count) VALUES (:attempt, :intent, :count)

-- name: add_promise
INSERT INTO promise (attempt_id, seq, kind, what, options) VALUES (:attempt, :seq, :kind, :what, :options)

-- name: add_lead
INSERT INTO lead (attempt_id, campaign_id, contact_id, at) VALUES (:attempt, :campaign, :contact, :at)

-- name: add_opt_out
INSERT INTO opt_out (number_hash, masked, at, why, attempt_id) VALUES (:hash, :masked, :at, :why, :attempt)
    ON CONFLICT (number_hash) DO NOTHING

-- name: close_opted_out
UPDATE contact SET state = 'opted_out' WHERE number_hash = :hash

-- name: is_opted_out
SELECT EXISTS (SELECT 1 FROM opt_out WHERE number_hash = :hash) AS found

-- name: open_attempts
SELECT a.id, a.uid, a.campaign_id, a.contact_id, a.boot, a.at, a.answered_at, m.name AS campaign,
       c.number, c.script, c.language, c.arm
  FROM attempt a JOIN contact c ON c.id = a.contact_id JOIN campaign m ON m.id = a.campaign_id
 WHERE a.state <> 'done' ORDER BY a.id
