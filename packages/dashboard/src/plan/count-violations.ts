import type { RejectedEvent } from '@passerby/wire';

/** Events of one name that were against the plan. */
export interface NamedViolations {
  name: string;
  /** Of the latest. */
  code: string;
  message: string;
  count: number;
}

/** Of rejected events, the latest first, those that the plan rejected or reported: by name, the most frequent first. */
export function countViolations(rejected: readonly RejectedEvent[]): NamedViolations[] {
  const byName = new Map<string, NamedViolations>();
  for (const { code, message, event } of rejected) {
    if (!code.startsWith('plan_')) continue;
    const name = toName(event);
    const known = byName.get(name);
    if (known) known.count++;
    else byName.set(name, { name, code, message, count: 1 });
  }
  return [...byName.values()].toSorted((one, other) => other.count - one.count);
}

function toName(json: string): string {
  try {
    return String((JSON.parse(json) as { name?: unknown }).name);
  } catch {
    return '…'; // What was kept is no JSON: it was cut short.
  }
}
