import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteDialect, type Generated, type SqliteDatabase } from 'kysely';
import type { PlanMode } from '@passerby/wire';
import type { TokenScope } from './tokens.ts';
import { migrateControl } from './migrations.ts';

interface SitesTable {
  id: Generated<number>;
  /** Public key, also the domain. */
  key: string;
  /** JSON array of further origins that may send. */
  origins: string;
  timezone: string;
  /** JSON of `SiteRules`. */
  rules: Generated<string>;
  /** JSON of `SiteLimits`. */
  limits: Generated<string>;
  /** 1 once an event arrived whose sampling rate is below 1. */
  is_sampled: Generated<number>;
  /** See `PlanMode`. */
  plan_mode: Generated<PlanMode>;
  /** 1 once its id is the one that all collectors know it by; see `site-numbers.ts`. */
  is_agreed: Generated<number>;
  created_at: number;
}

interface SaltsTable {
  /** Days since the epoch, UTC. */
  day: number;
  salt: Uint8Array;
}

interface IdentityKeysTable {
  site_id: number;
  key: Uint8Array;
}

interface TokensTable {
  id: Generated<number>;
  name: string;
  scope: TokenScope;
  /** Null: all sites. */
  site_id: number | null;
  /** SHA-256 of the secret. */
  hash: Uint8Array;
  created_at: number;
}

interface PasswordTable {
  /** Always 1: there is one password. */
  id: number;
  /** See `hash-password.ts`. */
  hash: string;
}

interface SessionsTable {
  id: Generated<number>;
  /** SHA-256 of the secret and of the credential by which it was opened. */
  hash: Uint8Array;
  opened_by: 'admin-token' | 'password' | 'token' | 'provider';
  token_id: number | null;
  /** JSON of `Grant`, as the provider's claims said; null: follows from the credential. */
  caller: string | null;
  expires_at: number;
}

interface GoalsTable {
  id: Generated<number>;
  site_id: number;
  name: string;
  /** Name of the event that reaches it; null: a page does. */
  event: string | null;
  page: string | null;
  /** What it is worth; null: nothing. */
  amount: number | null;
  currency: string | null;
}

interface PlansTable {
  site_id: number;
  version: number;
  /** JSON of `PlanDocument`. */
  document: string;
  created_at: number;
}

interface SharedLinksTable {
  id: Generated<number>;
  site_id: number;
  name: string;
  /** SHA-256 of the secret. */
  hash: Uint8Array;
  /** See `hash-password.ts`; null: there is none. */
  password: string | null;
  /** 1 where other pages may frame it. */
  may_embed: number;
  created_at: number;
}

interface AnnotationsTable {
  id: Generated<number>;
  site_id: number;
  /** ms since the epoch. */
  time: number;
  text: string;
  link: string | null;
}

interface SiteDeletionsTable {
  id: Generated<number>;
  site_id: number;
  key: string;
  /** As the site had it. */
  is_agreed: number;
  /** ms since the epoch. */
  asked_at: number;
  /** When its rows were deleted, ms since the epoch; null: not yet. */
  rows_gone_at: number | null;
}

interface ControlSchema {
  sites: SitesTable;
  salts: SaltsTable;
  identity_keys: IdentityKeysTable;
  tokens: TokensTable;
  password: PasswordTable;
  sessions: SessionsTable;
  goals: GoalsTable;
  plans: PlansTable;
  shared_links: SharedLinksTable;
  annotations: AnnotationsTable;
  site_deletions: SiteDeletionsTable;
}

export type ControlDatabase = Kysely<ControlSchema>;

/** Opens the control database (sites, salts, keys, tokens and sessions) and brings its schema up to date. */
export async function openControlDatabase(path: string): Promise<ControlDatabase> {
  const sqlite = new DatabaseSync(path);
  // A salt that was deleted must not survive in a free page or in a journal file.
  sqlite.exec('PRAGMA secure_delete = ON; PRAGMA journal_mode = MEMORY; PRAGMA busy_timeout = 5000;');
  const db = new Kysely<ControlSchema>({ dialect: new SqliteDialect({ database: toKysely(sqlite) }) });
  await migrateControl(db);
  return db;
}

/** Gives Node's SQLite the shape of better-sqlite3 that Kysely's dialect is written for. */
function toKysely(sqlite: DatabaseSync): SqliteDatabase {
  return {
    close: () => sqlite.close(),
    prepare(sql) {
      const statement = sqlite.prepare(sql);
      const values = (parameters: readonly unknown[]): SQLInputValue[] => parameters as SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
}
