import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import type { ControlDatabase } from './database.ts';

const migrations: Record<string, Migration> = {
  '0001-sites-and-salts': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('sites')
        .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('key', 'text', (column) => column.notNull().unique())
        .addColumn('origins', 'text', (column) => column.notNull())
        .addColumn('timezone', 'text', (column) => column.notNull())
        .addColumn('created_at', 'integer', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('salts')
        .addColumn('day', 'integer', (column) => column.primaryKey())
        .addColumn('salt', 'blob', (column) => column.notNull())
        .execute();
    },
  },
  '0002-site-rules': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable('sites')
        .addColumn('rules', 'text', (column) => column.notNull().defaultTo('{}'))
        .execute();
    },
  },
  '0003-identity-and-sampling': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('identity_keys')
        .addColumn('site_id', 'integer', (column) => column.primaryKey())
        .addColumn('key', 'blob', (column) => column.notNull())
        .execute();
      await db.schema
        .alterTable('sites')
        .addColumn('is_sampled', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
    },
  },
  '0004-tokens': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('tokens')
        .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('scope', 'text', (column) => column.notNull())
        .addColumn('site_id', 'integer')
        .addColumn('hash', 'blob', (column) => column.notNull())
        .addColumn('created_at', 'integer', (column) => column.notNull())
        .execute();
    },
  },
  '0005-sign-in': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('password')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('hash', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('sessions')
        .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('hash', 'blob', (column) => column.notNull())
        .addColumn('opened_by', 'text', (column) => column.notNull())
        .addColumn('token_id', 'integer')
        .addColumn('caller', 'text')
        .addColumn('expires_at', 'integer', (column) => column.notNull())
        .execute();
    },
  },
  '0006-goals': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('goals')
        .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('site_id', 'integer', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('event', 'text')
        .addColumn('page', 'text')
        .addColumn('amount', 'real')
        .addColumn('currency', 'text')
        .addUniqueConstraint('goals_by_name', ['site_id', 'name'])
        .execute();
    },
  },
  '0007-site-limits': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable('sites')
        .addColumn('limits', 'text', (column) => column.notNull().defaultTo('{}'))
        .execute();
    },
  },
  '0009-plans': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('plans')
        .addColumn('site_id', 'integer', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('document', 'text', (column) => column.notNull())
        .addColumn('created_at', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('plans_by_version', ['site_id', 'version'])
        .execute();
      await db.schema
        .alterTable('sites')
        .addColumn('plan_mode', 'text', (column) => column.notNull().defaultTo('off'))
        .execute();
    },
  },
  '0010-shared-links': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('shared_links')
        .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('site_id', 'integer', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('hash', 'blob', (column) => column.notNull())
        .addColumn('password', 'text')
        .addColumn('may_embed', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'integer', (column) => column.notNull())
        .execute();
    },
  },
  '0011-annotations': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('annotations')
        .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('site_id', 'integer', (column) => column.notNull())
        .addColumn('time', 'integer', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .addColumn('link', 'text')
        .execute();
      await db.schema
        .createIndex('annotations_by_time')
        .on('annotations')
        .columns(['site_id', 'time'])
        .execute();
    },
  },
  '0012-site-numbers': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable('sites')
        .addColumn('is_agreed', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
      // They have events under the numbers they have.
      await sql`UPDATE sites SET is_agreed = 1`.execute(db);
    },
  },
  '0013-site-deletions': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('site_deletions')
        .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('site_id', 'integer', (column) => column.notNull())
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('is_agreed', 'integer', (column) => column.notNull())
        .addColumn('asked_at', 'integer', (column) => column.notNull())
        .addColumn('rows_gone_at', 'integer')
        .execute();
    },
  },
};

/** Applies the migrations that this database has not seen; each runs in a transaction. */
export async function migrateControl(db: ControlDatabase): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
