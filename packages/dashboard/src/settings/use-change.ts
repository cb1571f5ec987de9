import { useState } from 'preact/hooks';
import { ApiFailure } from '../api/client.ts';

/** Runs changes one at a time. `refusal`: what the collector said of the last one; empty: it was made. */
export function useChange(): {
  isBusy: boolean;
  refusal: string;
  /** Answers whether the change was made. */
  change: (make: (signal: AbortSignal) => Promise<void>) => Promise<boolean>;
} {
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  return {
    isBusy,
    refusal,
    async change(make) {
      setBusy(true);
      setRefusal('');
      try {
        await make(new AbortController().signal);
        return true;
      } catch (error) {
        setRefusal(error instanceof ApiFailure ? error.message : String(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
