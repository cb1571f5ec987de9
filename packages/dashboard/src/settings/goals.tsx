import type { GoalsReply, GoalSummary, NewGoal } from '@passerby/wire';
import { useState } from 'preact/hooks';
import { toMoneyText } from '../format/number.ts';
import type { PageProps } from '../pages/page-props.ts';
import { NameField } from '../reports/name-field.tsx';
import { useAnswer } from '../report/use-answer.ts';
import { texts } from '../texts.ts';
import { EntryTable } from './entry-table.tsx';
import { useChange } from './use-change.ts';

type GoalsProps = Pick<PageProps, 'api' | 'view' | 'site' | 'onLocked'>;

/** What the site wants its visitors to do: to add and delete. A goal counts what was stored before it, too. */
export function Goals({ api, view, site, onLocked }: GoalsProps) {
  const path = `sites/${encodeURIComponent(site.site)}/goals`;
  const { content, problem, again } = useAnswer<GoalsReply>({
    api,
    key: path,
    load: (signal) => api.ask(path, signal),
    onLocked,
  });
  const { isBusy, refusal, change } = useChange();
  const ask = (method: string, more: { path?: string; body?: NewGoal }): Promise<boolean> =>
    change(async (signal) => {
      await api.ask(path + (more.path ?? ''), signal, { method, body: more.body });
      again();
    });

  return (
    <section class="list" aria-labelledby="settings-goals">
      <header>
        <h2 id="settings-goals">{texts.goals}</h2>
      </header>
      <p>{texts.goalsHint}</p>
      {problem && <p class="list-note">{problem.failure.message}</p>}
      <EntryTable
        columns={[texts.goalReachedBy, texts.goalValue]}
        entries={content?.goals.map((goal) => ({
          id: goal.id,
          name: goal.name,
          cells: toCells(goal),
          actions: [[texts.delete, () => void ask('DELETE', { path: `/${goal.id}` })]],
        }))}
        none={texts.noneYet}
        isBusy={isBusy}
      />
      <NewGoalForm {...{ api, view, onLocked, isBusy }} onAdd={(body) => ask('POST', { body })} />
      <p class="problem" role="alert">
        {refusal}
      </p>
    </section>
  );
}

const toCells = ({ event, page, value }: GoalSummary): string[] => [
  page === undefined ? `${texts.stepKinds.event} ${event}` : `${texts.stepKinds.page} ${page}`,
  value ? toMoneyText(value.amount, value.currency) : '',
];

interface NewGoalFormProps extends Pick<PageProps, 'api' | 'view' | 'onLocked'> {
  isBusy: boolean;
  /** Answers whether it was added. */
  onAdd: (goal: NewGoal) => Promise<boolean>;
}

function NewGoalForm({ isBusy, onAdd, ...about }: NewGoalFormProps) {
  const [kind, setKind] = useState<'event' | 'page'>('event');
  const [reached, setReached] = useState('');
  const [name, setName] = useState('');
  const [amount, setAmount] = useState('');
  const [currency, setCurrency] = useState('');

  async function add(): Promise<void> {
    const isAdded = await onAdd({
      [kind]: reached.trim(),
      ...(name.trim() !== '' && { name: name.trim() }),
      ...(amount !== '' && { value: { amount: Number(amount), currency: currency.toUpperCase() } }),
    });
    // What was refused stays, to be mended.
    if (isAdded) for (const set of [setReached, setName, setAmount]) set('');
  }

  return (
    <form
      class="form"
      aria-label={texts.newGoal}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <label>
        {texts.goalReachedBy}
        <select
          value={kind}
          onChange={({ currentTarget }) => setKind(currentTarget.value === 'page' ? 'page' : 'event')}
        >
          <option value="event">{texts.stepKinds.event}</option>
          <option value="page">{texts.stepKinds.page}</option>
        </select>
      </label>
      <NameField {...about} kind={kind} label={texts.goalTarget[kind]} value={reached} onInput={setReached} />
      <label>
        {texts.goalName}
        <input maxLength={128} value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      </label>
      <label>
        {texts.goalValue}
        <input
          type="number"
          step="any"
          value={amount}
          onInput={({ currentTarget }) => setAmount(currentTarget.value)}
        />
      </label>
      <label>
        {texts.currency}
        <input
          required={amount !== ''}
          pattern="[A-Za-z]{3}"
          placeholder="EUR"
          maxLength={3}
          spellcheck={false}
          value={currency}
          onInput={({ currentTarget }) => setCurrency(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" disabled={isBusy}>
        {texts.newGoal}
      </button>
    </form>
  );
}
