CREATE TABLE "attempt" ( "id" INTEGER PRIMARY KEY NOT NULL, "uid" TEXT NOT NULL, "campaign_id" INTEGER NOT NULL REFERENCES "campaign"("id"), "contact_id" INTEGER NOT NULL REFERENCES "contact"("id"), "revision_id" INTEGER NOT NULL REFERENCES "revision"("id"), "n" INTEGER NOT NULL, "state" TEXT NOT NULL REFERENCES "attempt_state"("name"), "boot" TEXT NOT NULL, "at" TEXT NOT NULL, "answered_at" TEXT, "ended_at" TEXT ) STRICT
CREATE TABLE "attempt_state" ( "name" TEXT PRIMARY KEY NOT NULL ) STRICT
CREATE TABLE "call" ( "attempt_id" INTEGER PRIMARY KEY NOT NULL REFERENCES "attempt"("id"), "campaign_id" INTEGER NOT NULL REFERENCES "campaign"("id"), "script" TEXT NOT NULL, "language" TEXT NOT NULL, "arm" TEXT NOT NULL, "duration_s" REAL NOT NULL, "talked" INTEGER NOT NULL, "offered" INTEGER NOT NULL, "opted_out" INTEGER NOT NULL, "recording" TEXT NOT NULL ) STRICT
CREATE TABLE "campaign" ( "id" INTEGER PRIMARY KEY NOT NULL, "name" TEXT NOT NULL, "seed" INTEGER NOT NULL, "created_at" TEXT NOT NULL ) STRICT
CREATE TABLE "contact" ( "id" INTEGER PRIMARY KEY NOT NULL, "campaign_id" INTEGER NOT NULL REFERENCES "campaign"("id"), "row" INTEGER NOT NULL, "external_id" TEXT NOT NULL, "number" TEXT NOT NULL, "number_hash" TEXT NOT NULL, "script" TEXT NOT NULL, "arm" TEXT NOT NULL, "language" TEXT NOT NULL, "recording" TEXT NOT NULL, "fields" TEXT NOT NULL, "state" TEXT NOT NULL REFERENCES "contact_state"("name"), "due_at" TEXT NOT NULL ) STRICT
CREATE TABLE "contact_state" ( "name" TEXT PRIMARY KEY NOT NULL ) STRICT
CREATE TABLE "decider" ( "name" TEXT PRIMARY KEY NOT NULL ) STRICT
CREATE TABLE "dial_result" ( "name" TEXT PRIMARY KEY NOT NULL ) STRICT
CREATE TABLE "disposition" ( "name" TEXT PRIMARY KEY NOT NULL ) STRICT
CREATE TABLE "lead" ( "attempt_id" INTEGER PRIMARY KEY NOT NULL REFERENCES "attempt"("id"), "campaign_id" INTEGER NOT NULL REFERENCES "campaign"("id"), "contact_id" INTEGER NOT NULL REFERENCES "contact"("id"), "at" TEXT NOT NULL ) STRICT
CREATE TABLE "objection" ( "attempt_id" INTEGER NOT NULL REFERENCES "attempt"("id"), "intent" TEXT NOT NULL, "count" INTEGER NOT NULL, PRIMARY KEY ("attempt_id", "intent") ) STRICT
CREATE TABLE "opt_out" ( "number_hash" TEXT PRIMARY KEY NOT NULL, "masked" TEXT NOT NULL, "at" TEXT NOT NULL, "why" TEXT NOT NULL, "attempt_id" INTEGER ) STRICT
CREATE TABLE "outcome" ( "attempt_id" INTEGER PRIMARY KEY NOT NULL REFERENCES "attempt"("id"), "campaign_id" INTEGER NOT NULL REFERENCES "campaign"("id"), "provisional" INTEGER NOT NULL, "dial_result" TEXT NOT NULL REFERENCES "dial_result"("name"), "disposition" TEXT REFERENCES "disposition"("name"), "outcome" TEXT NOT NULL, "decided_by" TEXT NOT NULL REFERENCES "decider"("name"), "why" TEXT NOT NULL, "at" TEXT NOT NULL ) STRICT
CREATE TABLE "promise" ( "attempt_id" INTEGER NOT NULL REFERENCES "attempt"("id"), "seq" INTEGER NOT NULL, "kind" TEXT NOT NULL, "what" TEXT NOT NULL, "options" TEXT NOT NULL, PRIMARY KEY ("attempt_id", "seq") ) STRICT
CREATE TABLE "revision" ( "id" INTEGER PRIMARY KEY NOT NULL, "campaign_id" INTEGER NOT NULL REFERENCES "campaign"("id"), "digest" TEXT NOT NULL, "created_at" TEXT NOT NULL ) STRICT
CREATE TABLE "script" ( "campaign_id" INTEGER NOT NULL REFERENCES "campaign"("id"), "name" TEXT NOT NULL, "goal" TEXT NOT NULL REFERENCES "disposition"("name"), "offers" TEXT NOT NULL, PRIMARY KEY ("campaign_id", "name") ) STRICT
CREATE TABLE "setting" ( "name" TEXT PRIMARY KEY NOT NULL, "value" TEXT NOT NULL ) STRICT
CREATE TABLE "slot" ( "attempt_id" INTEGER NOT NULL REFERENCES "attempt"("id"), "name" TEXT NOT NULL, "value" TEXT NOT NULL, PRIMARY KEY ("attempt_id", "name") ) STRICT
CREATE TABLE "superseded" ( "id" INTEGER PRIMARY KEY NOT NULL, "attempt_id" INTEGER NOT NULL REFERENCES "attempt"("id"), "dial_result" TEXT NOT NULL REFERENCES "dial_result"("name"), "disposition" TEXT REFERENCES "disposition"("name"), "outcome" TEXT NOT NULL, "decided_by" TEXT NOT NULL REFERENCES "decider"("name"), "why" TEXT NOT NULL, "at" TEXT NOT NULL ) STRICT
CREATE TABLE "turn" ( "attempt_id" INTEGER NOT NULL REFERENCES "attempt"("id"), "seq" INTEGER NOT NULL, "speaker" TEXT NOT NULL, "start_s" REAL NOT NULL, "end_s" REAL NOT NULL, "text" TEXT NOT NULL, "step" TEXT NOT NULL, "intent" TEXT NOT NULL, "detail" TEXT NOT NULL, PRIMARY KEY ("attempt_id", "seq") ) STRICT
CREATE INDEX "attempt_hour" ON "attempt" ("campaign_id", "at", "answered_at")
CREATE UNIQUE INDEX "attempt_n" ON "attempt" ("contact_id", "n")
CREATE UNIQUE INDEX "attempt_uid" ON "attempt" ("uid")
CREATE INDEX "call_campaign" ON "call" ("campaign_id")
CREATE INDEX "call_duration" ON "call" ("campaign_id", "duration_s")
CREATE UNIQUE INDEX "campaign_name" ON "campaign" ("name")
CREATE INDEX contact_due ON contact (campaign_id, due_at, id) WHERE state = 'due'
CREATE UNIQUE INDEX "contact_number" ON "contact" ("campaign_id", "number")
CREATE INDEX "contact_number_hash" ON "contact" ("number_hash")
CREATE INDEX "contact_state_count" ON "contact" ("campaign_id", "state")
CREATE INDEX "lead_campaign" ON "lead" ("campaign_id")
CREATE UNIQUE INDEX one_open ON attempt (contact_id) WHERE state <> 'done'
CREATE INDEX "outcome_count" ON "outcome" ("campaign_id", "dial_result", "disposition", "decided_by")
CREATE INDEX "outcome_disposition" ON "outcome" ("campaign_id", "disposition")
CREATE UNIQUE INDEX "revision_digest" ON "revision" ("campaign_id", "digest")
