import type { PlanDocument } from '@passerby/wire';

interface Shape {
  properties?: Record<
    string,
    { type?: string | string[]; enum?: unknown[]; const?: unknown; description?: string }
  >;
  required?: string[];
}

/** The plan as a page of Markdown: each event with its properties. */
export function toMarkdown({ version, events }: PlanDocument): string {
  const sections = Object.entries(events)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { props, description, owner }]) => {
      const { properties = {}, required = [] } = Object(props) as Shape;
      const rows = Object.entries(properties).map(
        ([key, { type = 'any', enum: values, const: value, ...about }]) => {
          const allowed = values ?? (value === undefined ? undefined : [value]);
          const what = allowed
            ? allowed.map((one) => JSON.stringify(one)).join(', ')
            : [type].flat().join(' or ');
          return `| \`${key}\` | ${escape(what)} | ${required.includes(key) ? 'yes' : ''} | ${escape(about.description ?? '')} |`;
        },
      );
      return [
        `## ${escape(name)}`,
        ...(description === undefined ? [] : [escape(description)]),
        ...(owner === undefined ? [] : [`Owner: ${escape(owner)}`]),
        ...(rows.length === 0
          ? []
          : [['| property | value | required | |', '| --- | --- | --- | --- |', ...rows].join('\n')]),
      ].join('\n\n');
    });
  return `${['# Tracking plan', `Version ${version}.`, ...sections].join('\n\n')}\n`;
}

/** What a table or a heading would take for its own. */
const escape = (text: string): string => text.replaceAll(/[\\|<>*_`#]/g, '\\$&').replaceAll(/\s+/g, ' ');
