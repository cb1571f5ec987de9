'use client';

import { useSyncExternalStore, type ReactElement } from 'react';

function subscribe(changed: () => void): () => void {
  for (const type of ['online', 'offline']) window.addEventListener(type, changed);
  return () => {
    for (const type of ['online', 'offline']) window.removeEventListener(type, changed);
  };
}

export function OfflineNotice(): ReactElement | null {
  const isOnline = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  return isOnline ? null : <p role="status">You are offline. What you do is counted later.</p>;
}
