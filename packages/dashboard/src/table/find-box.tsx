import { useEffect, useRef, useState } from 'preact/hooks';
import { texts } from '../texts.ts';

/** How long somebody who types is waited for, in ms. */
const pauseMs = 250;

/** Searches while somebody types. */
export function FindBox({ value, onFind }: { value: string; onFind: (find: string) => void }) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <input
      type="search"
      class="find"
      aria-label={texts.find}
      placeholder={texts.find}
      maxLength={200}
      value={text}
      onInput={({ currentTarget }) => {
        setText(currentTarget.value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onFind(currentTarget.value.trim()), pauseMs);
      }}
    />
  );
}
