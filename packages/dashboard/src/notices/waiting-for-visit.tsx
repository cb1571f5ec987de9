import { useMemo } from 'preact/hooks';
import { texts } from '../texts.ts';
import { Message } from './message.tsx';
import { Snippet } from './snippet.tsx';
import { createEventId, toCurlCommand, toScriptTag } from './snippets.ts';

/** A site that has never sent anything: how to make it do so. */
export function WaitingForVisit({ site }: { site: string }) {
  const collector = new URL('.', location.href).href.replace(/\/$/, '');
  const curl = useMemo(
    () => toCurlCommand(collector, site, { id: createEventId(), now: Date.now() }),
    [collector, site],
  );
  return (
    <Message title={texts.waiting} text={texts.waitingHint(site)}>
      <Snippet title={texts.snippetTitle} text={toScriptTag(collector, site)} />
      <Snippet title={texts.curlTitle} text={curl} />
    </Message>
  );
}
