'use client';

import type { PageViewOptions } from '@passerby/sdk-core';
import { onPageShown } from '@passerby/sdk-core/adapter';
import { useEffect } from 'react';
import { useTracker } from './use-tracker.ts';

/** Tracks a page view for each `page` that is shown; `undefined` for none yet. */
export function useShownPage(
  page: string | undefined,
  options: { [Name in keyof PageViewOptions]: PageViewOptions[Name] | undefined },
): void {
  const tracker = useTracker();
  // What the options say is told with a page; alone they make no other one.
  useEffect(
    () =>
      page === undefined ? undefined : onPageShown(() => tracker.trackPageView(options as PageViewOptions)),
    [tracker, page],
  );
}
