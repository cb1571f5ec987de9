interface RadiosProps<Value extends string> {
  name: string;
  label: string;
  options: readonly (readonly [value: Value, text: string])[];
  chosen: Value;
  onChoose: (value: Value) => void;
}

/** A choice of a few, as a row of radio buttons. */
export function Radios<Value extends string>({ name, label, options, chosen, onChoose }: RadiosProps<Value>) {
  return (
    <div class="range-names" role="radiogroup" aria-label={label}>
      {options.map(([value, text]) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            aria-label={text}
            checked={value === chosen}
            onChange={() => onChoose(value)}
          />
          <span>{text}</span>
        </label>
      ))}
    </div>
  );
}
