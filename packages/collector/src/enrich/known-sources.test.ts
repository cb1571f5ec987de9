import { describe, expect, it } from 'vitest';
import { findSourceOfHost, findSourceOfName } from './known-sources.ts';

describe('a known source', () => {
  it.each([
    ['google.com', 'Google search'],
    ['google.co.uk', 'Google search'],
    ['google.com.br', 'Google search'],
    ['images.google.de', 'Google search'],
    ['mail.google.com', 'Gmail email'],
    ['gemini.google.com', 'Gemini ai'],
    ['shopping.google.com', 'Google Shopping shopping'],
    ['docs.google.com', 'Google Docs other'],
    ['copilot.microsoft.com', 'Copilot ai'],
    ['de.search.yahoo.com', 'Yahoo! search'],
    ['amazon.co.jp', 'Amazon shopping'],
    ['smile.amazon.de', 'Amazon shopping'],
    ['ebay.com.au', 'eBay shopping'],
    ['l.facebook.com', 'Facebook social'],
    ['t.co', 'X social'],
    ['m.youtube.com', 'YouTube video'],
    ['chat.openai.com', 'ChatGPT ai'],
    ['claude.ai', 'Claude ai'],
    ['notebooklm.google.com', 'NotebookLM ai'],
    ['duck.ai', 'Duck.ai ai'],
    ['com.google.android.gm', 'Gmail email'],
    ['google.com.evil.example', undefined],
    ['notgoogle.com', undefined],
    ['google.example', undefined],
    ['chat.co', undefined],
    ['com', undefined],
    ['localhost', undefined],
    ['', undefined],
    ['constructor', undefined],
  ])('of the host %s is %s', (host, expected) => {
    const known = findSourceOfHost(host);
    expect(known && `${known.name} ${known.kind}`).toBe(expected);
  });

  it.each([
    ['google', 'Google'],
    ['Google', 'Google'],
    ['FB', 'Facebook'],
    ['ig', 'Instagram'],
    ['chatgpt.com', 'ChatGPT'],
    ['www.linkedin.com', 'LinkedIn'],
    ['newsletter', undefined],
    ['__proto__', undefined],
    ['google*', undefined],
  ])('named %s is %s', (name, expected) => {
    expect(findSourceOfName(name)?.name).toBe(expected);
  });
});
