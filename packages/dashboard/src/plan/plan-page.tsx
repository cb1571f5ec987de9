import { describeProperties, type PlanReply, type RejectedReply } from '@passerby/wire';
import { useState } from 'preact/hooks';
import { toExactText } from '../format/number.ts';
import { Answered } from '../notices/answered.tsx';
import type { PageProps } from '../pages/page-props.ts';
import { useAnswer } from '../report/use-answer.ts';
import { freshTable } from '../state/view.ts';
import { texts } from '../texts.ts';
import { countViolations } from './count-violations.ts';

/** Rejected events that are looked through at most. */
const looked = 1_000;

/** The tracking plan for people, as `passerby plan docs` writes it, and which events are against it. */
export function PlanPage({ api, site, changeView, onLocked }: PageProps) {
  const key = encodeURIComponent(site.site);
  const answer = useAnswer<[PlanReply, RejectedReply]>({
    api,
    key,
    load: (signal) =>
      Promise.all([
        api.ask<PlanReply>(`sites/${key}/plan`, signal),
        api.ask<RejectedReply>(`rejected?site_id=${key}&limit=${looked}`, signal),
      ]),
    onLocked,
  });
  return (
    <Answered answer={answer} class="settings">
      {([plans, { rejected }]) => (
        <Plan
          {...plans}
          rejected={rejected}
          onOpenRejected={(code) => changeView({ page: 'delivery', ...freshTable, find: code })}
        />
      )}
    </Answered>
  );
}

interface PlanProps extends PlanReply, RejectedReply {
  /** Shows the events rejected for a reason; empty: for any. */
  onOpenRejected: (code: string) => void;
}

function Plan({ mode, versions, rejected, onOpenRejected }: PlanProps) {
  const [chosen, choose] = useState(0);
  const plan = versions[chosen] ?? versions[0];
  if (!plan) return <p class="list-note">{texts.noPlan}</p>;
  const violations = countViolations(rejected);
  return (
    <>
      <form class="form">
        <label>
          {texts.planVersion}
          <select value={chosen} onChange={(event) => choose(Number(event.currentTarget.value))}>
            {versions.map(({ version }, index) => (
              <option key={version} value={index}>
                {version}
              </option>
            ))}
          </select>
        </label>
        <p>
          {texts.planModes[mode]}
          {plan.allowOthers && `; ${texts.planOthers}`}.
        </p>
      </form>
      <section class="list" aria-labelledby="violations">
        <header>
          <h2 id="violations">{texts.violations}</h2>
          <button type="button" class="link" onClick={() => onOpenRejected('')}>
            {texts.openRejected}
          </button>
        </header>
        {violations.length === 0 && <p class="list-note">{texts.noViolations(rejected.length)}</p>}
        <ol>
          {violations.map(({ name, code, message, count }) => (
            <li key={name}>
              <button
                type="button"
                class="row"
                title={texts.rejectedOfCode}
                onClick={() => onOpenRejected(code)}
              >
                <span class="row-name">
                  <bdi>{name}</bdi> <span class="row-share">{message}</span>
                </span>
                <strong class="row-count">{toExactText(count)}</strong>
              </button>
            </li>
          ))}
        </ol>
      </section>
      <div class="lists">
        {Object.entries(plan.events).map(([name, event]) => (
          <section key={name} class="list is-half planned" aria-label={name}>
            <header>
              <h2>
                <bdi>{name}</bdi>
              </h2>
              <p>{event.owner}</p>
            </header>
            {event.description && <p class="list-note">{event.description}</p>}
            <dl class="facts">
              {describeProperties(event).map(({ name: property, value, isRequired, description }) => (
                <div key={property}>
                  <dt>
                    <bdi>{property}</bdi>
                    {isRequired && `, ${texts.required}`}
                  </dt>
                  <dd>
                    {value}
                    {description && <p>{description}</p>}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </>
  );
}
