import { hash } from 'node:crypto';
import type { LiveMessage, LiveModel } from '@passerby/wire';

/** A message in the two forms in which it travels, made once for all who get it. */
export interface Frame {
  sse: string;
  ws: string;
}

/** A model and its name. */
export interface Version {
  /** Of the content: the same on every collector. */
  id: string;
  model: LiveModel;
}

export const toVersion = (model: LiveModel): Version => ({
  id: hash('sha256', JSON.stringify(model), 'base64url').slice(0, 16),
  model,
});

/** What a reader who knows `known` needs to know `now`: the members that changed, or all. */
export function toFrame(now: Version, known?: Version): Frame {
  const { id, model } = now;
  if (!known) return encode({ id, event: 'model', data: model });
  const changed = Object.entries(model).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(known.model[name as keyof LiveModel]),
  );
  return encode({ id, event: 'update', data: Object.fromEntries(changed) });
}

/** JSON has no line breaks, so `data` is one line (HTML Standard, 9.2.6). */
export function encode(message: LiveMessage): Frame {
  const id = 'id' in message ? `id: ${message.id}\n` : '';
  return {
    sse: `${id}event: ${message.event}\ndata: ${JSON.stringify(message.data)}\n\n`,
    ws: JSON.stringify(message),
  };
}
