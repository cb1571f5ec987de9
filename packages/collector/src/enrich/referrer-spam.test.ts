import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { whenTrue } from '../../test/when-true.ts';
import { StartupError } from '../errors.ts';
import { openReferrerSpam } from './referrer-spam.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'spam-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return file;
}

it.each([
  ['https://semalt.com/', true],
  ['https://1.semalt.com/x?y#z', true],
  ['http://SEMALT.com:8080', true],
  ['https://me@semalt.com', true],
  ['https://notsemalt.com/', false],
  ['https://semalt.com.example/', false],
  ['https://shop.example/?from=https://semalt.com/', false],
  ['https://shop.example/@semalt.com', false],
  ['semalt.com', false],
  ['', false],
])('%s is referrer spam without a list: %s', async (referrer, expected) => {
  expect((await openReferrerSpam(undefined)).isSpam(referrer)).toBe(expected);
});

describe('a list of the operator’s', () => {
  it('is added to what is built in, with comments, and names in any spelling', async () => {
    const path = write('spam.txt', '# ours\r\nCheap.example  # a shop\r\n\r\nbücher.example\n');
    const { isSpam, close } = await openReferrerSpam(path);
    expect(isSpam('https://www.cheap.example/')).toBe(true);
    expect(isSpam('https://xn--bcher-kva.example/')).toBe(true);
    expect(isSpam('https://semalt.com/')).toBe(true);
    expect(isSpam('https://shop.example/')).toBe(false);
    close();
  });

  it.each(['https://cheap.example/', 'cheap.example/x', 'com', 'two hosts.example'])(
    'with the line "%s" says which, and what to give',
    async (line) => {
      const opened = openReferrerSpam(write('wrong.txt', `cheap.example\n${line}\n`));
      await expect(opened).rejects.toThrow(StartupError);
      await expect(opened).rejects.toThrow(
        /^PASSERBY_REFERRER_SPAM: cannot read ".+" as a list of hosts \(line 2 is no host\); give a text file/,
      );
    },
  );

  it('is read again when it changes, and one that is none changes nothing', async () => {
    const path = write('changing.txt', 'one.example');
    const onProblem = vi.fn<(setting: string, error: unknown) => void>();
    const { isSpam, close } = await openReferrerSpam(path, { onProblem, everyMs: 20 });
    write('changing.txt', 'no host');
    await whenTrue(() => expect(onProblem).toHaveBeenCalledWith('PASSERBY_REFERRER_SPAM', expect.anything()));
    expect(isSpam('https://one.example/')).toBe(true);
    write('changing.txt', 'two.example');
    await whenTrue(() => expect(isSpam('https://two.example/')).toBe(true));
    expect(isSpam('https://one.example/')).toBe(false);
    close();
  });
});
