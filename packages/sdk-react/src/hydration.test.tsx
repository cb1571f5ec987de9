import { act } from '@testing-library/react';
import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { expect, test } from 'vitest';
import { options, pageViews } from '../test/told.ts';
import { TrackView, TrackerProvider, usePageView } from './index.ts';

function Page(): null {
  usePageView({ route: '/' });
  return null;
}

test('counts a page once that a server has rendered and the browser hydrates', async () => {
  const container = document.createElement('div');
  container.innerHTML = '<div>Shoes</div>';
  const mismatches: unknown[] = [];
  const root = await act(async () =>
    hydrateRoot(
      container,
      <StrictMode>
        <TrackerProvider options={{ ...options, pageViews: false }}>
          <TrackView event="hero">Shoes</TrackView>
          <Page />
        </TrackerProvider>
      </StrictMode>,
      { onRecoverableError: (error) => mismatches.push(error) },
    ),
  );
  expect(pageViews()).toEqual([['/', '/']]);
  expect(mismatches).toEqual([]);
  await act(async () => root.unmount());
});
