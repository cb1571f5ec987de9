import type { EventTracker } from './event-tracker.ts';
import { listen } from './listen.ts';
import { toWebAddress } from './web-address.ts';

export type { EventTracker };

/**
 * Tracks submitted forms as `form-submit` with the props `id` and `name` of the form, `action` (path that it goes
 * to, with the origin where that is another one; missing for `mailto:`) and `method` (`get`, `post` or `dialog`).
 * Never collected: a field's name or value, the query of the action.
 *
 * A submit counts when the browser has found the fields valid, also where the page prevents it in order to send the
 * form itself. Nothing is delayed. Not seen: `form.submit()` of a script and forms in a shadow root, which tell
 * nobody.
 *
 * @returns its undo. Without a document, as on a server or in a worker, nothing happens.
 */
export function trackForms(tracker: EventTracker): () => void {
  return listen(globalThis.document, ['submit'], ({ target, submitter }: SubmitEvent) => {
    // Not `form.id`: a field named "id" takes its place, and its value with it; one can be named "getAttribute" too.
    const read = (element: EventTarget | null, name: string): string | undefined =>
      (element && Element.prototype.getAttribute.call(element, name)) || undefined;
    const action = read(submitter, 'formaction') ?? read(target, 'action');
    // Without an action it goes to the page's address, and not to that of <base>.
    const url = action ? new URL(action, document.baseURI) : new URL(document.URL);
    tracker.trackEvent('form-submit', {
      id: read(target, 'id'),
      name: read(target, 'name'),
      action: toWebAddress(url)?.replace(location.origin, ''),
      method: (read(submitter, 'formmethod') ?? read(target, 'method') ?? 'get').toLowerCase(),
    });
  });
}
