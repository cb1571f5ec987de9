import type { PageFault } from '../faults.ts';
import { fillStorageInPage, skewClockInPage } from '../faults-in-page.ts';

/** What no handler can do: the clock of this page is wrong, or its storage full. Returns its undo. */
export function failInPage(fault: PageFault): () => void {
  return fault.kind === 'clock-skew' ? skewClockInPage(fault.skewMs) : fillStorageInPage();
}
