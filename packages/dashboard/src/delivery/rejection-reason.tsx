import { texts } from '../texts.ts';

/** By code. Events that another version of the collector rejected may have others. */
const rejections = new Map(Object.entries(texts.rejections));

/** What to do about the events rejected for a reason; undefined where the page does not know it. */
export const toRemedy = (code: string): string | undefined => rejections.get(code)?.remedy;

/** Why events were rejected, in words, and beside them the code. */
export function RejectionReason({ code }: { code: string }) {
  return (
    <span class="reason">
      {rejections.get(code)?.what} <code>{code}</code>
    </span>
  );
}
