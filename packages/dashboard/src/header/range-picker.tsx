import { useEffect, useState } from 'preact/hooks';
import { toSpanText, toTimesText } from '../format/time-label.ts';
import { CustomDates } from './custom-dates.tsx';
import { useChosenInSight } from '../nav/use-chosen-in-sight.ts';
import { isOfTimes, namedRanges, type Range, toDates, toRangeText } from '../state/date-range.ts';
import { toNeighbour } from '../state/neighbour-range.ts';
import { texts } from '../texts.ts';

interface RangePickerProps {
  range: Range;
  /** In the site's time zone. */
  today: string;
  onChoose: (range: Range) => void;
}

interface StepProps {
  name: string;
  /** Null: there is none. */
  to: Range | null;
  onChoose: (range: Range) => void;
  children: string;
}

function Step({ name, to, onChoose, children }: StepProps) {
  return (
    <button type="button" aria-label={name} title={name} disabled={!to} onClick={() => to && onChoose(to)}>
      {children}
    </button>
  );
}

/** The ranges by name as a row of radio buttons, and two dates or times for all others. */
export function RangePicker({ range, today, onChoose }: RangePickerProps) {
  const isCustom = typeof range !== 'string';
  const [isOpen, setOpen] = useState(isCustom);
  const text = toRangeText(range);
  useEffect(() => setOpen(isCustom), [isCustom, text]);

  const row = useChosenInSight<HTMLDivElement>('label:has(:checked)', `${text} ${isOpen}`);
  const dates = toDates(range, today);

  return (
    <div class="range-picker">
      <div class="range-span">
        <Step name={texts.rangeBefore} to={toNeighbour(range, -1, today)} onChoose={onChoose}>
          ‹
        </Step>
        <p aria-live="polite">{isOfTimes(range) ? toTimesText(...range) : toSpanText(...dates)}</p>
        <Step name={texts.rangeAfter} to={toNeighbour(range, 1, today)} onChoose={onChoose}>
          ›
        </Step>
      </div>
      <div ref={row} class="range-names" role="radiogroup" aria-label={texts.range}>
        {namedRanges.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="range"
              aria-label={texts.ranges[name]}
              checked={range === name && !isOpen}
              onChange={() => {
                setOpen(false);
                onChoose(name);
              }}
            />
            <span>{texts.shortRanges[name]}</span>
          </label>
        ))}
        <label>
          <input
            type="radio"
            name="range"
            aria-label={texts.customRange}
            checked={isOpen}
            onChange={() => setOpen(true)}
          />
          <span>{texts.customRange}</span>
        </label>
      </div>
      {isOpen && (
        <CustomDates key={text} range={isOfTimes(range) ? range : dates} today={today} onChoose={onChoose} />
      )}
    </div>
  );
}
