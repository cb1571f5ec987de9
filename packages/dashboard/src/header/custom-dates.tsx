import { useState } from 'preact/hooks';
import { texts } from '../texts.ts';

interface CustomDatesProps {
  dates: [first: string, last: string];
  today: string;
  onChoose: (dates: [first: string, last: string]) => void;
}

/** Two dates and a button, as a date typed by hand passes through many wrong ones. */
export function CustomDates({ dates, today, onChoose }: CustomDatesProps) {
  const [first, setFirst] = useState(dates[0]);
  const [last, setLast] = useState(dates[1]);
  const isBackwards = first > last;

  return (
    <form
      class="custom-dates"
      aria-label={texts.customDates}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBackwards) onChoose([first, last]);
      }}
    >
      <label>
        {texts.firstDay}
        <input
          type="date"
          required
          max={today}
          value={first}
          onInput={(event) => setFirst(event.currentTarget.value)}
        />
      </label>
      <label>
        {texts.lastDay}
        <input
          type="date"
          required
          max={today}
          value={last}
          aria-invalid={isBackwards}
          aria-describedby="custom-dates-problem"
          onInput={(event) => setLast(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" disabled={isBackwards}>
        {texts.applyDates}
      </button>
      <p id="custom-dates-problem" class="problem" role="alert">
        {isBackwards && texts.datesBackwards}
      </p>
    </form>
  );
}
