import type { SessionReply } from '@passerby/wire';
import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../api/client.ts';

/** Whether somebody is signed in, and by whom else one could be; null until known. Read anew with each `attempt`. */
export function useSession(api: Api, attempt: number): SessionReply | null {
  const [session, setSession] = useState<SessionReply | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    api.session(leaving.signal).then(setSession, () => {
      // The sites are asked for at the same time, and say what is wrong.
    });
    return () => leaving.abort();
  }, [api, attempt]);
  return session;
}
