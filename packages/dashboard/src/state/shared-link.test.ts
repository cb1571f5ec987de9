import { describe, expect, it } from 'vitest';
import { readSharedSecret, toHref } from './shared-link.ts';
import { parseView } from './view.ts';

const secret = `pby_share_3_${'x'.repeat(43)}`;

describe('a shared link', () => {
  it('has its secret in the fragment, below any path', () => {
    expect(readSharedSecret({ pathname: '/share-3', hash: `#${secret}` })).toBe(secret);
    expect(readSharedSecret({ pathname: '/stats/share-12', hash: `#${secret}` })).toBe(secret);
    expect(readSharedSecret({ pathname: '/share-3', hash: '' })).toBe('');
  });

  it('is not the dashboard itself, whatever its fragment', () => {
    for (const pathname of ['/', '/share-', '/share-x', '/share-3/index.html'])
      expect(readSharedSecret({ pathname, hash: '#sign-in-failed' })).toBeNull();
  });

  it('keeps its secret from view to view, and the dashboard keeps no fragment', () => {
    const view = parseView('?view=pages');
    expect(toHref(view, { pathname: '/share-3', hash: `#${secret}` })).toBe(`?view=pages&range=7d#${secret}`);
    expect(toHref(view, { pathname: '/', hash: '#sign-in-failed' })).toBe('?view=pages&range=7d');
  });
});
