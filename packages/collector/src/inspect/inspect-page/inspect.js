// All that is shown was sent by anybody: it becomes text, never markup.

const mostRows = 1_000;
const [list, empty, state, ledger, filter] = ['events', 'empty', 'state', 'ledger', 'filter'].map((id) =>
  document.getElementById(id),
);
const [text, badOnly] = filter.elements;

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

function toPath(url) {
  const { pathname, search } = URL.parse(String(url)) ?? {};
  return pathname === undefined ? String(url ?? '') : pathname + search;
}

const toProps = (props) =>
  Object.entries(props ?? {})
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('  ');

/** A row that opens to the whole event and what was said of its batch. */
function toRow({ receivedAt, fate, why, name, where, props, whole }) {
  const time = element('time', '', clock.format(receivedAt));
  time.dateTime = new Date(receivedAt).toISOString();
  const summary = element(
    'summary',
    '',
    time,
    element('b', 'fate', fate),
    element('strong', '', name),
    element('span', 'where', where),
    element('span', 'props', props),
    ...(why ? [element('p', 'why', why)] : []),
  );
  const row = element(
    'li',
    fate,
    element('details', '', summary, element('pre', '', JSON.stringify(whole, null, 2))),
  );
  row.hidden = !isShown(row);
  return row;
}

const isShown = (row) =>
  (!badOnly.checked || row.className === 'bad') &&
  row.textContent.toLowerCase().includes(text.value.trim().toLowerCase());

function toView({ event, batch, receivedAt, fate, rejection }) {
  const { type, name, url, props } = Object(event);
  return {
    receivedAt,
    fate: { accepted: 'good', duplicate: 'duplicate', rejected: 'bad' }[fate],
    why: rejection && `${rejection.code}: ${rejection.message}`,
    name: String((type === 'event' ? name : type) ?? 'no event'),
    where: toPath(url),
    props: toProps(props),
    whole: { event, batch },
  };
}

const toRefusal = ({ receivedAt, status, code, message }) => ({
  receivedAt,
  fate: 'bad',
  why: `${code}: ${message}`,
  name: `request refused (${status})`,
  where: '',
  props: '',
  whole: { status, code, message },
});

function showLedger(counts) {
  ledger.replaceChildren(
    ...Object.entries(counts).map(([name, count]) =>
      element('div', count > 0 ? name : '', element('dt', '', name), element('dd', '', String(count))),
    ),
  );
}

function clear() {
  list.replaceChildren();
  empty.hidden = false;
}

filter.addEventListener('input', () => {
  for (const row of list.children) row.hidden = !isShown(row);
});
filter.addEventListener('submit', (event) => event.preventDefault());
document.getElementById('reset').addEventListener('click', () => void fetch('/reset', { method: 'POST' }));
document.getElementById('snippet').textContent =
  `createTracker({ site: '…', endpoint: '${location.origin}' })\n\n` +
  `<script defer src="${location.origin}/sdk.js" data-site="…"></script>`;

const source = new EventSource('/live');
source.addEventListener('open', () => (state.textContent = `listening on ${location.host}`));
source.addEventListener('error', () => (state.textContent = 'not connected; is passerby inspect running?'));
source.addEventListener('reset', () => {
  clear();
  showLedger({ received: 0, accepted: 0, duplicates: 0, rejected: 0, missing: 0 });
});
source.addEventListener('news', ({ data }) => {
  const { arrivals, refusals, ledger: counts } = JSON.parse(data);
  const views = [...arrivals.map(toView), ...refusals.map(toRefusal)];
  views.sort((one, other) => one.receivedAt - other.receivedAt);
  for (const view of views) list.prepend(toRow(view));
  while (list.children.length > mostRows) list.lastChild.remove();
  empty.hidden = list.children.length > 0;
  showLedger(counts);
});
