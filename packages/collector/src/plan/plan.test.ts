import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Event, PlanDocument } from '@passerby/wire';
import { diffPlans } from './diff-plans.ts';
import { toMarkdown } from './plan-docs.ts';
import { createPlanJudge } from './plan-judge.ts';
import { toPlanDocument } from './to-plan-document.ts';

const plain = {
  type: 'object',
  properties: { plan: { enum: ['free', 'pro'] }, seats: { type: 'integer' } },
  required: ['plan'],
};
const planOf = (props: object, more: Partial<PlanDocument> = {}): PlanDocument =>
  toPlanDocument({ version: 1, events: { signup: { props } }, ...more });
const custom = (name: string, props?: Event['props']): Event => ({
  id: '0',
  type: 'event',
  name,
  time: 0,
  url: 'https://shop.example/',
  ...(props && { props }),
});

describe.each([
  ['plain JSON Schema', plain],
  ['zod', z.object({ plan: z.enum(['free', 'pro']), seats: z.number().int().optional() })],
  [
    'valibot',
    toStandardJsonSchema(
      v.object({ plan: v.picklist(['free', 'pro']), seats: v.optional(v.pipe(v.number(), v.integer())) }),
    ),
  ],
  ['arktype', type({ plan: "'free' | 'pro'", 'seats?': 'number.integer' })],
])('a plan in %s', (_library, props) => {
  const judge = createPlanJudge(planOf(props));

  it('is JSON, and lets through what is planned', () => {
    expect(JSON.parse(JSON.stringify(planOf(props)))).toEqual(planOf(props));
    expect(judge(custom('signup', { plan: 'pro' }))).toEqual([]);
    expect(judge(custom('signup', { plan: 'free', seats: 3 }))).toEqual([]);
  });

  it('names the path of what is not', () => {
    expect(judge(custom('signup', { plan: 'gold' }))[0]?.path).toBe('props.plan');
    expect(judge(custom('signup', { plan: 'pro', seats: 1.5 }))[0]?.path).toBe('props.seats');
    expect(judge(custom('signup'))).toEqual([{ path: 'props.plan', message: 'is missing' }]);
    expect(judge(custom('sign_up', { plan: 'pro' }))).toEqual([
      { path: 'name', message: '"sign_up" is not in the plan' },
    ]);
  });
});

describe('a plan', () => {
  it('says nothing about page views, of events without a schema, and of others where it allows them', () => {
    const judge = createPlanJudge(toPlanDocument({ version: 1, allowOthers: true, events: { logout: {} } }));
    expect(judge({ ...custom('x'), type: 'pageview' })).toEqual([]);
    expect(judge(custom('logout', { any: 1 }))).toEqual([]);
    expect(judge(custom('other'))).toEqual([]);
  });

  it('tells what is closed, constant and out of its limits', () => {
    const judge = createPlanJudge(
      planOf({
        additionalProperties: false,
        properties: { kind: { const: 'a' }, n: { type: 'number', maximum: 3 } },
      }),
    );
    expect(judge(custom('signup', { kind: 'b', n: 4, 'x/y': 1 }))).toEqual([
      { path: 'props.x/y', message: 'is not in the plan' },
      { path: 'props.kind', message: 'must be "a"' },
      { path: 'props.n', message: 'must be <= 3' },
    ]);
  });

  it.each([
    [undefined, 'version: must be a whole number'],
    [{ version: 0, events: {} }, 'version'],
    [{ version: 1, events: { a: { owner: 3 } } }, 'events.a.owner: must be a string'],
    [{ version: 1, events: { a: { prosp: {} } } }, 'events.a.prosp: is not known'],
    [{ version: 1, events: { a: { props: v.object({}) } } }, 'toStandardJsonSchema()'],
  ])('that is none says what to change: %j', (plan, message) => {
    expect(() => toPlanDocument(plan)).toThrow(message);
  });

  it('with what is no JSON Schema names the event', () => {
    expect(() => createPlanJudge(planOf({ type: 'text' }))).toThrow('events.signup.props: no JSON Schema');
  });
});

describe('a change of the plan', () => {
  const change = (next: object): string[] =>
    diffPlans(planOf(plain), planOf(next)).map(
      ({ breaks, path, message }) => `${breaks}: ${path} ${message}`,
    );

  it.each([
    ['nothing', plain, []],
    [
      'a new property that must be sent',
      { ...plain, properties: { ...plain.properties, way: { type: 'string' } }, required: ['plan', 'way'] },
      ['senders: signup.way is new, and must be sent'],
    ],
    [
      'a new property that may be sent',
      { ...plain, properties: { ...plain.properties, way: { type: 'string' } } },
      ['nobody: signup.way is new'],
    ],
    [
      'a property that is gone',
      { ...plain, properties: { plan: plain.properties.plan } },
      ['readers: signup.seats is gone'],
    ],
    [
      'a property that must be sent',
      { ...plain, required: ['plan', 'seats'] },
      ['senders: signup.seats must be sent now'],
    ],
    [
      'a property that may be missing',
      { ...plain, required: [] },
      ['readers: signup.plan may be missing now'],
    ],
    [
      'values',
      { ...plain, properties: { ...plain.properties, plan: { enum: ['pro', 'team'] } } },
      ['senders: signup.plan may no longer be "free"', 'readers: signup.plan may be "team" now'],
    ],
    [
      'a type',
      { ...plain, properties: { ...plain.properties, seats: { type: 'string' } } },
      ['senders: signup.seats may no longer be any integer', 'readers: signup.seats may be any string now'],
    ],
    [
      'any text to some',
      { ...plain, properties: { ...plain.properties, seats: { enum: [1, 2] } } },
      ['senders: signup.seats was any integer, and is 1 or 2'],
    ],
    [
      'what else may be sent',
      { ...plain, additionalProperties: false },
      ['senders: signup takes no other properties now'],
    ],
  ])('says whom it breaks: %s', (_what, next, changes) => {
    expect(change(next)).toEqual(changes);
  });

  it('says so of events that come and go, and of who answers for them', () => {
    const old = toPlanDocument({ version: 1, events: { a: { owner: 'web' }, b: {} } });
    const next = toPlanDocument({ version: 2, events: { a: { owner: 'shop' }, c: {} } });
    expect(diffPlans(old, next).map(({ breaks, path }) => `${breaks}: ${path}`)).toEqual([
      'senders: b',
      'readers: b',
      'nobody: a',
      'nobody: c',
    ]);
  });
});

describe('the page of a plan', () => {
  it('lists each event with its properties, and takes nothing for markup', () => {
    const props = {
      ...plain,
      properties: { ...plain.properties, note: { type: 'string', description: 'a | b' } },
    };
    const plan = toPlanDocument({
      version: 3,
      events: { signup: { props, description: 'A visitor <b>signs</b> up.', owner: 'growth' }, logout: {} },
    });
    expect(toMarkdown(plan)).toBe(`# Tracking plan

Version 3.

## logout

## signup

A visitor \\<b\\>signs\\</b\\> up.

Owner: growth

| property | value | required | |
| --- | --- | --- | --- |
| \`plan\` | "free", "pro" | yes |  |
| \`seats\` | integer |  |  |
| \`note\` | string |  | a \\| b |
`);
  });
});
