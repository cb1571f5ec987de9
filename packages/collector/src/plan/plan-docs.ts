import { describeProperties, type PlanDocument } from '@passerby/wire';

/** The plan as a page of Markdown: each event with its properties. */
export function toMarkdown({ version, events }: PlanDocument): string {
  const sections = Object.entries(events)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, event]) => {
      const { description, owner } = event;
      const rows = describeProperties(event).map(
        ({ name: key, value, isRequired, description: about }) =>
          `| \`${key}\` | ${escape(value)} | ${isRequired ? 'yes' : ''} | ${escape(about)} |`,
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
