import type { PlanDocument } from '@passerby/wire';

/** Who has to do something about a change: apps that send by the old plan, or those who read by it. */
type Broken = 'senders' | 'readers' | 'nobody';

export interface PlanChange {
  breaks: Broken;
  /** `signup`, or a property of it: `signup.plan`. */
  path: string;
  message: string;
}

interface Property {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
}

interface Shape {
  properties?: Record<string, Property>;
  required?: string[];
  additionalProperties?: unknown;
}

const order: Broken[] = ['senders', 'readers', 'nobody'];

/** What changed from one plan to another, and whom it breaks; the worst first. */
export function diffPlans(old: PlanDocument, next: PlanDocument): PlanChange[] {
  const changes: PlanChange[] = [];
  for (const name of new Set([...Object.keys(old.events), ...Object.keys(next.events)])) {
    const [before, after] = [old.events[name], next.events[name]];
    const note = (breaks: Broken, message: string, key?: string): void => {
      changes.push({ breaks, path: key === undefined ? name : `${name}.${key}`, message });
    };
    if (!before) note('nobody', 'is new');
    else if (!after) {
      if (!next.allowOthers) note('senders', 'is gone: apps that still send it are against the plan');
      note('readers', 'is gone: goals, funnels and queries by its name will find nothing');
    } else {
      diffProps(Object(before.props) as Shape, Object(after.props) as Shape, note);
      for (const field of ['description', 'owner'] as const) {
        if (before[field] !== after[field])
          note('nobody', `${field} is now ${after[field] === undefined ? 'none' : `"${after[field]}"`}`);
      }
    }
  }
  if (old.allowOthers && !next.allowOthers)
    changes.push({
      breaks: 'senders',
      path: 'allowOthers',
      message: 'events outside of the plan are no longer allowed',
    });
  return changes.toSorted((one, other) => order.indexOf(one.breaks) - order.indexOf(other.breaks));
}

function diffProps(
  before: Shape,
  after: Shape,
  note: (breaks: Broken, message: string, key?: string) => void,
): void {
  const isClosed = after.additionalProperties === false;
  const [was, is] = [new Set(before.required), new Set(after.required)];
  for (const key of new Set([
    ...Object.keys(before.properties ?? {}),
    ...Object.keys(after.properties ?? {}),
  ])) {
    const [old, next] = [before.properties?.[key], after.properties?.[key]];
    if (!old)
      note(is.has(key) ? 'senders' : 'nobody', is.has(key) ? 'is new, and must be sent' : 'is new', key);
    else if (!next) {
      if (isClosed) note('senders', 'is gone: apps that still send it are against the plan', key);
      note('readers', 'is gone', key);
    } else {
      if (is.has(key) && !was.has(key)) note('senders', 'must be sent now', key);
      if (!is.has(key) && was.has(key)) note('readers', 'may be missing now', key);
      diffValues(old, next, (breaks, message) => note(breaks, message, key));
    }
  }
  if (isClosed && before.additionalProperties !== false) note('senders', 'takes no other properties now');
}

function diffValues(old: Property, next: Property, note: (breaks: Broken, message: string) => void): void {
  const [before, after] = [toSet(old), toSet(next)];
  const gone = [...before].filter((value) => !after.has(value));
  const added = [...after].filter((value) => !before.has(value));
  if (gone.length === 0 && added.length === 0) {
    if (JSON.stringify(old) !== JSON.stringify(next)) note('senders', 'has other limits now');
    return;
  }
  // From any value of a type to some, or the other way, is no list of what came and went.
  const kinds = [before, after].map((values) => [...values].some((value) => value.startsWith('any ')));
  if (kinds[0] !== kinds[1]) {
    note(kinds[0] ? 'senders' : 'readers', `was ${toList(before)}, and is ${toList(after)}`);
    return;
  }
  if (gone.length > 0) note('senders', `may no longer be ${gone.join(', ')}`);
  if (added.length > 0) note('readers', `may be ${added.join(', ')} now`);
}

const toList = (values: Set<string>): string => [...values].join(' or ');

function toSet({ type = 'value', enum: values, const: value }: Property): Set<string> {
  if (values) return new Set(values.map((one) => JSON.stringify(one)));
  if (value !== undefined) return new Set([JSON.stringify(value)]);
  return new Set([type].flat().map((one) => `any ${one}`));
}
