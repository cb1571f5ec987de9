import { texts } from '../texts.ts';

interface TimeZoneFieldProps {
  value: string;
  onInput: (value: string) => void;
}

/** Takes an IANA time zone, and proposes those that the browser knows. The collector knows more names. */
export function TimeZoneField({ value, onInput }: TimeZoneFieldProps) {
  return (
    <label>
      {texts.timezoneName}
      <input
        required
        maxLength={64}
        autocapitalize="none"
        spellcheck={false}
        list="time-zones"
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </label>
  );
}

/** What time zone fields propose: once a page, however many of them it has. */
export function TimeZones() {
  return (
    <datalist id="time-zones">
      {['UTC', ...Intl.supportedValuesOf('timeZone')].map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}
