import { Compile } from 'typebox/compile';
import { querySchema, eventSchemas } from '@passerby/wire/schema';
const v = Compile(querySchema),
  e = Compile(eventSchemas.pageview);
const qb = { site_id: 'a', metrics: ['visitors'], date_range: 'day' };
const base = {
  id: '0199c0de-0000-7000-8000-000000000001',
  type: 'pageview',
  time: 1,
  url: 'https://a.example/',
};
const s = (V: any, x: any) => {
  for (const r of V.Errors(x)) console.log(JSON.stringify(r));
  console.log('--');
};
s(v, { ...qb, metrics: ['x'] });
s(v, { ...qb, date_range: 'x' });
s(v, { ...qb, date_range: ['a'] });
s(v, { ...qb, extra: 1 });
s(v, { ...qb, filters: [['m', 'event:page', ['a']]] });
s(v, { ...qb, order_by: [['x', 'desc']] });
s(v, { metrics: ['visitors'] });
s(e, { ...base, props: { a: null, b: {} } });
s(e, { ...base, props: { a: 'x'.repeat(2000) } });
s(e, { type: 'pageview' });
s(v, { ...qb, date_range: 5 });
s(v, { ...qb, date_range: ['a', 'b', 'c'] });
