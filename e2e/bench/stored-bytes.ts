import { openStore } from '../support/stored-events.ts';

/** Bytes on disk for each row of `events`, once its parts are merged: of the table itself, and with all that its views feed. */
export interface StoredBytes {
  events: number;
  all: number;
}

/** Merges what a stopped collector has stored, and measures it. */
export async function measureStoredBytes(dataDir: string): Promise<StoredBytes> {
  const client = openStore(dataDir);
  const ask = async <Row>(query: string): Promise<Row[]> =>
    (await client.query({ query, format: 'JSONEachRow' })).json<Row>();
  try {
    await client.command({ query: 'OPTIMIZE TABLE passerby.events FINAL' });
    const tables = await ask<{ table: string; bytes: number; rows: number }>(
      `SELECT table, toFloat64(sum(bytes_on_disk)) AS bytes, toFloat64(sum(rows)) AS rows
       FROM system.parts WHERE active AND database = 'passerby' GROUP BY table`,
    );
    const events = tables.find(({ table }) => table === 'events');
    if (!events) throw new Error('ClickHouse holds no events to measure');
    const each = (bytes: number): number => Math.round((bytes / events.rows) * 10) / 10;
    return {
      events: each(events.bytes),
      all: each(tables.reduce((sum, { bytes }) => sum + bytes, 0)),
    };
  } finally {
    await client.close();
  }
}
