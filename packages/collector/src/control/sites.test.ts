import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openControlDatabase, type ControlDatabase } from './database.ts';
import { createSites, type Sites } from './sites.ts';

let directory: string;
let db: ControlDatabase;
let sites: Sites;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sites-'));
  db = await openControlDatabase(join(directory, 'control.sqlite'));
  sites = createSites(db);
});
afterEach(async () => {
  vi.useRealTimers();
  await db.destroy();
  rmSync(directory, { recursive: true });
});

describe('add', () => {
  it('makes a site that is found by its key in small letters', async () => {
    const site = await sites.add({
      domain: 'Shop.Example',
      origins: ['https://app.example:8443/path'],
      timezone: 'Asia/Kolkata',
    });
    expect(site).toMatchObject({
      id: 1,
      key: 'shop.example',
      origins: ['https://app.example:8443'],
      timezone: 'Asia/Kolkata',
    });
    expect(await sites.find('shop.example')).toEqual(site);
  });

  it('takes UTC and no further origin unless told otherwise', async () => {
    expect(await sites.add({ domain: 'shop.example' })).toMatchObject({ origins: [], timezone: 'UTC' });
  });

  it.each(['localhost', 'a', 'xn--caf-dma.example', 'a-b.c-d.example', `${'a'.repeat(63)}.example`])(
    'takes the domain %s',
    async (domain) => {
      expect((await sites.add({ domain })).key).toBe(domain);
    },
  );

  it.each([
    '',
    'https://shop.example',
    'shop.example/',
    'shop.example:8080',
    '-shop.example',
    'shop..example',
    'shop example',
    'café.example',
    '.',
    `${'a.'.repeat(130)}example`,
    "x';--",
  ])('refuses the domain "%s" and says what one looks like', async (domain) => {
    await expect(sites.add({ domain })).rejects.toThrow(
      /is not a domain; give a host name alone, such as shop\.example/,
    );
  });

  it.each(['Europe/Atlantis', '', 'UTC+1h', '../etc', '+05:30', '-01'])(
    'refuses the time zone "%s"',
    async (timezone) => {
      await expect(sites.add({ domain: 'shop.example', timezone })).rejects.toThrow(
        /is not a time zone; give an IANA name/,
      );
    },
  );

  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['utc', 'UTC'],
    ['asia/kolkata', 'Asia/Calcutta'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
  ])('takes the time zone "%s" by a name that ClickHouse knows', async (given, timezone) => {
    expect(await sites.add({ domain: 'shop.example', timezone: given })).toMatchObject({ timezone });
  });

  it.each(['shop.example', '', 'file:///x', 'null'])('refuses the origin "%s"', async (origin) => {
    await expect(sites.add({ domain: 'shop.example', origins: [origin] })).rejects.toThrow(
      /is not an origin; give one such as/,
    );
  });

  it('refuses a site that exists, and gives no id twice', async () => {
    await sites.add({ domain: 'shop.example' });
    await expect(sites.add({ domain: 'SHOP.example' })).rejects.toThrow(
      'the site shop.example exists already',
    );
    expect((await sites.add({ domain: 'other.example' })).id).not.toBe(1);
  });
});

describe('allowOrigin', () => {
  it('adds an origin once to those that a site has', async () => {
    await sites.add({ domain: 'shop.example', origins: ['https://app.example'] });
    for (const _ of [1, 2]) await sites.allowOrigin('Shop.example', 'http://localhost:3000/');
    expect((await sites.list())[0]?.origins).toEqual(['https://app.example', 'http://localhost:3000']);
  });

  it('refuses what is no site or no origin, and says what to do', async () => {
    await expect(sites.allowOrigin('shop.example', 'https://app.example')).rejects.toThrow(
      'add it by "passerby site add shop.example"',
    );
    await sites.add({ domain: 'shop.example' });
    await expect(sites.allowOrigin('shop.example', 'app.example')).rejects.toThrow('is not an origin');
  });
});

describe('disallowOrigin', () => {
  it('takes one origin away, however it is written, and says which there are', async () => {
    await sites.add({ domain: 'shop.example', origins: ['https://app.example', 'http://localhost:3000'] });
    await sites.disallowOrigin('Shop.example', 'https://APP.example/');
    expect((await sites.list())[0]?.origins).toEqual(['http://localhost:3000']);
    await expect(sites.disallowOrigin('shop.example', 'https://app.example')).rejects.toThrow(
      'origins: https://app.example is no further origin of shop.example; there is http://localhost:3000',
    );
  });
});

describe('change', () => {
  it('changes what is given, and nothing where one part is wrong', async () => {
    await sites.add({ domain: 'shop.example', origins: ['https://app.example'] });
    const limits = { retentionDays: 9 };
    expect(await sites.change('shop.example', { timezone: 'Asia/Tokyo', limits })).toMatchObject({
      timezone: 'Asia/Tokyo',
      origins: ['https://app.example'],
      limits,
    });
    await expect(
      sites.change('shop.example', { timezone: 'UTC', origins: ['https://other.example', 'app.example'] }),
    ).rejects.toThrow('origins: "app.example" is not an origin');
    const origins = ['https://b.example', 'https://b.example/'];
    expect((await sites.change('shop.example', { origins })).origins).toEqual(['https://b.example']);
    expect(await sites.find('shop.example')).toMatchObject({
      timezone: 'Asia/Tokyo',
      origins: ['https://b.example'],
      limits,
    });
  });
});

describe('find', () => {
  it('answers nothing for a key that is unknown or only looks alike', async () => {
    await sites.add({ domain: 'shop.example' });
    for (const key of ['', 'shop', 'shop.example ', 'SHOP.EXAMPLE', '%', "' OR 1=1 --"])
      expect(await sites.find(key)).toBeUndefined();
  });

  it('notices within a second what another process has added', async () => {
    expect(await sites.find('new.example')).toBeUndefined();
    vi.useFakeTimers({ now: Date.now(), toFake: ['Date', 'performance'] });
    await createSites(db).add({ domain: 'new.example' });
    vi.advanceTimersByTime(1_001);
    expect((await sites.find('new.example'))?.key).toBe('new.example');
  });
});

describe('list', () => {
  it('has all sites in the order of their keys, also after a restart', async () => {
    for (const domain of ['b.example', 'a.example', 'c.example']) await sites.add({ domain });
    await db.destroy();
    db = await openControlDatabase(join(directory, 'control.sqlite'));
    expect((await createSites(db).list()).map(({ key }) => key)).toEqual([
      'a.example',
      'b.example',
      'c.example',
    ]);
  });
});
