import { useRef, useState } from 'preact/hooks';
import { Chip } from '../filters/chip.tsx';
import type { PageProps } from '../pages/page-props.ts';
import { mostSteps, type Step, stepKinds, windowNames } from '../state/report-choice.ts';
import { texts } from '../texts.ts';
import { BreakdownField, breakdowns } from './breakdown-field.tsx';
import { NameField } from './name-field.tsx';

/** The steps of the funnel, each a button that removes it, and what a next one is. */
export function FunnelForm(props: PageProps) {
  const { view, changeView } = props;
  const { steps, window, by } = view;
  const [kind, setKind] = useState<Step['kind']>('page');
  const [name, setName] = useState('');
  const form = useRef<HTMLFormElement>(null);

  function remove(index: number): void {
    changeView({ steps: steps.filter((_, each) => each !== index) });
    // The button that had the focus is gone.
    form.current?.querySelector('select')?.focus();
  }

  return (
    <>
      {steps.length > 0 && (
        <ol class="filters" aria-label={texts.steps}>
          {steps.map((step, index) => (
            // Two steps may be the same, so a step is known by its place.
            <li key={index}>
              <Chip action={texts.removeStep} onClick={() => remove(index)}>
                <span class="chip-dimension">
                  {index + 1} {texts.stepKinds[step.kind]}
                </span>{' '}
                <bdi>{step.name}</bdi>
              </Chip>
            </li>
          ))}
        </ol>
      )}
      <form
        ref={form}
        class="form report-form"
        aria-label={texts.steps}
        onSubmit={(event) => {
          event.preventDefault();
          changeView({ steps: [...steps, { kind, name: name.trim() }] });
          setName('');
        }}
      >
        <label>
          {texts.stepKind}
          <select
            value={kind}
            onChange={({ currentTarget }) =>
              setKind(stepKinds.find((each) => each === currentTarget.value) ?? 'page')
            }
          >
            {stepKinds.map((each) => (
              <option key={each} value={each}>
                {texts.stepKinds[each]}
              </option>
            ))}
          </select>
        </label>
        <NameField {...props} kind={kind} label={texts.stepName} value={name} onInput={setName} />
        <button type="submit" class="button" disabled={steps.length >= mostSteps || name.trim() === ''}>
          {texts.addStep}
        </button>
        <label>
          {texts.funnelWindow}
          <select
            value={window}
            onChange={({ currentTarget }) =>
              changeView({ window: windowNames.find((each) => each === currentTarget.value) ?? 'day' })
            }
          >
            {windowNames.map((each) => (
              <option key={each} value={each}>
                {texts.windows[each]}
              </option>
            ))}
          </select>
        </label>
        <BreakdownField
          dimensions={breakdowns}
          chosen={by}
          none={texts.noBreakdown}
          onChoose={(chosen) => changeView({ by: chosen })}
        />
      </form>
    </>
  );
}
