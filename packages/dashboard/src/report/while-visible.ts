import type { Poll } from './poll.ts';

/** Lets the poll run while somebody can see the page and the network is there. Answers the undo. */
export function runWhileVisible(poll: Poll): () => void {
  const follow = (): void => {
    if (document.visibilityState === 'visible' && navigator.onLine) poll.wake();
    else poll.pause();
  };
  document.addEventListener('visibilitychange', follow);
  addEventListener('online', follow);
  addEventListener('offline', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    removeEventListener('online', follow);
    removeEventListener('offline', follow);
    poll.close();
  };
}
