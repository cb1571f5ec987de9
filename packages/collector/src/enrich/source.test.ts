import { describe, expect, it } from 'vitest';
import { readSource } from './source.ts';

const read = (query: string, referrer?: string): ReturnType<typeof readSource> =>
  readSource(new URL(`https://www.shop.example/p${query}`), referrer, 'shop.example');

describe('the source of a page', () => {
  it.each([
    ['', '', ''],
    ['', undefined, ''],
    ['', 'not a URL', ''],
    ['', 'about:blank', ''],
    ['', 'https://www.google.com/', 'Google'],
    ['', 'https://www.google.co.uk/search?q=secret', 'Google'],
    ['', 'https://google.de/', 'Google'],
    ['', 'https://google.com.evil.example/', 'google.com.evil.example'],
    ['', 'https://notgoogle.com/', 'notgoogle.com'],
    ['', 'https://duckduckgo.com/', 'DuckDuckGo'],
    ['', 'https://m.facebook.com/', 'Facebook'],
    ['', 'https://l.instagram.com/?u=x', 'Instagram'],
    ['', 'https://t.co/abc', 'X'],
    ['', 'https://out.reddit.com/', 'Reddit'],
    ['', 'https://news.ycombinator.com/item?id=1', 'Hacker News'],
    ['', 'https://www.blog.example/post', 'blog.example'],
    ['', 'HTTPS://BLOG.EXAMPLE/', 'blog.example'],
    ['', 'android-app://com.slack/', 'com.slack'],
    ['', 'https://www.shop.example/', ''],
    ['', 'https://shop.example/', ''],
    ['', 'https://blog.shop.example/', ''],
    ['', 'https://notshop.example/', 'notshop.example'],
    ['', 'https://mail.google.com/', 'Gmail'],
    ['?fbclid=1', 'https://blog.example/', 'blog.example'],
    ['?utm_source=news', 'https://www.google.com/', 'news'],
    ['?ref=friend', '', 'friend'],
    ['?source=a&ref=b', '', 'a'],
    ['?utm_source=&ref=b', '', 'b'],
    ['?utm_source=%20%20', 'https://www.google.com/', 'Google'],
    ['?utm_source=na%C3%AFve+caf%C3%A9', '', 'naïve café'],
  ])('%s with the referrer %s is "%s"', (query, referrer, source) => {
    expect(read(query, referrer).source).toBe(source);
  });

  it('has its campaign beside it', () => {
    const query = '?utm_source=news&utm_medium=mail&utm_campaign=spring&utm_content=top&utm_term=shoes';
    expect(read(query)).toMatchObject({ medium: 'mail', campaign: 'spring', content: 'top', term: 'shoes' });
  });

  it('keeps no query and no fragment of the referrer, and no user or password', () => {
    expect(read('', 'https://ann:pw@mail.example:8443/read?who=ann#ann').referrer).toBe(
      'https://mail.example:8443/read',
    );
  });

  it('keeps utm_source beside what else may name the source', () => {
    expect(read('?utm_source=News&ref=x')).toMatchObject({ source: 'News', utmSource: 'News' });
    expect(read('?ref=x')).toMatchObject({ source: 'x', utmSource: '' });
  });

  it('keeps 200 characters of a parameter', () => {
    expect(read(`?utm_source=${'x'.repeat(5_000)}`).source).toHaveLength(200);
  });
});
