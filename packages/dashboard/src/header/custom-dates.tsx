import { useState } from 'preact/hooks';
import { shiftTime } from '../state/date-range.ts';
import { texts } from '../texts.ts';

interface CustomDatesProps {
  /** Two dates, or two times. */
  range: [first: string, last: string];
  today: string;
  onChoose: (range: [first: string, last: string]) => void;
}

/**
 * Two dates, each with a time where not all of its day is meant, and a button, as a date typed by hand passes through many
 * wrong ones.
 */
export function CustomDates({ range, today, onChoose }: CustomDatesProps) {
  const [dates, setDates] = useState(range.map((each) => each.slice(0, 10)));
  const [times, setTimes] = useState(range.map((each) => each.slice(11)));
  const chosen = toRange(dates, times);
  const isBackwards = chosen[0].length > 10 ? chosen[0] >= chosen[1] : chosen[0] > chosen[1];

  return (
    <form
      class="custom-dates"
      aria-label={texts.customDates}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBackwards) onChoose(chosen);
      }}
    >
      {texts.customEnds.map(([date, time], index) => (
        <div key={date}>
          <label>
            {date}
            <input
              type="date"
              required
              max={today}
              value={dates[index]}
              aria-invalid={isBackwards}
              aria-describedby="custom-dates-problem"
              onInput={({ currentTarget }) => setDates(dates.with(index, currentTarget.value))}
            />
          </label>
          <input
            type="time"
            aria-label={time}
            title={time}
            value={times[index]}
            onInput={({ currentTarget }) => setTimes(times.with(index, currentTarget.value))}
          />
        </div>
      ))}
      <button type="submit" class="button" disabled={isBackwards}>
        {texts.applyDates}
      </button>
      <p id="custom-dates-problem" class="problem" role="alert">
        {isBackwards && texts.datesBackwards}
      </p>
    </form>
  );
}

/** Whole days where no time is given; else one that is not given is the start of the first day, or the end of the last. */
function toRange([first = '', last = '']: string[], [from, to]: string[]): [first: string, last: string] {
  if ((!from && !to) || !first || !last) return [first, last];
  return [`${first}T${from || '00:00'}`, to ? `${last}T${to}` : shiftTime(`${last}T00:00`, 86_400_000)];
}
