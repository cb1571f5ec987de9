import type { PathsReply } from '@passerby/wire';
import { useEffect, useState } from 'preact/hooks';
import { toExactText } from '../format/number.ts';
import { toValueName } from '../lists/value-name.ts';
import type { PageProps } from '../pages/page-props.ts';
import { type Way, ways } from '../state/report-choice.ts';
import { texts } from '../texts.ts';
import { freshTable } from '../state/view.ts';
import { NameField } from './name-field.tsx';
import { PathsGraph } from './paths-graph.tsx';
import { Radios } from './radios.tsx';
import { ReportSection } from './report-section.tsx';
import { useReportAnswer } from './use-report-answer.ts';

type Node = PathsReply['nodes'][number];

/** A node as people read it. */
const toName = ({ kind, page }: Node): string =>
  kind === 'page' ? toValueName('event:page', page) : texts.pathKinds[kind];

/** The table that has what a node stands for, where it is no page. */
const listOf = { other: 'event:page', entry: 'visit:entry_page', exit: 'visit:exit_page' } as const;

const toHint = ({ kind }: Node): string =>
  kind === 'page' ? texts.pathsFromHere : texts.dimension(listOf[kind]);

/** Which ways visits go: through the site, on from a page, or to one. */
export function PathsPage(props: PageProps) {
  const { api, view, changeView, onLocked } = props;
  const { around } = view;
  const [way, setWay] = useState<Way | 'through'>(around?.way ?? 'through');
  const [page, setPage] = useState(around?.page ?? '');
  useEffect(() => {
    setWay(around?.way ?? 'through');
    setPage(around?.page ?? '');
  }, [around?.way, around?.page]);
  const answer = useReportAnswer<PathsReply>({ api, view, onLocked }, 'paths', {
    steps: 4,
    ...(around && { [around.way]: around.page }),
  });

  const open = ({ kind, page: from }: Node): void =>
    changeView(
      kind === 'page'
        ? { around: { way: 'from', page: from } }
        : { page: 'pages', ...freshTable, by: listOf[kind] },
    );

  return (
    <>
      <Radios
        name="way"
        label={texts.pathsKind}
        options={[['through', texts.wayThrough], ...ways.map((each) => [each, texts.ways[each]] as const)]}
        chosen={way}
        onChoose={(chosen) => {
          setWay(chosen);
          if (chosen === 'through') changeView({ around: null });
          else if (page !== '') changeView({ around: { way: chosen, page } });
        }}
      />
      {way !== 'through' && (
        <form
          class="form report-form"
          aria-label={texts.ways[way]}
          onSubmit={(event) => {
            event.preventDefault();
            changeView({ around: { way, page: page.trim() } });
          }}
        >
          <NameField {...props} kind="page" label={texts.pathsPage} value={page} onInput={setPage} />
          <button type="submit" class="button" disabled={page.trim() === ''}>
            {texts.show}
          </button>
        </form>
      )}
      <ReportSection
        view={view}
        answer={answer}
        toRows={({ nodes, links }) => [texts.pathColumns, ...toRows({ nodes, links })]}
        note={({ meta }) => `${toExactText(meta.visits)} ${texts.units.visits(meta.visits)}`}
      >
        {({ nodes, links }) =>
          nodes.length === 0 ? (
            <p class="list-note">{view.filters.length > 0 ? texts.nothingHereFiltered : texts.nothingHere}</p>
          ) : (
            <>
              <PathsGraph nodes={nodes} links={links} toName={toName} toHint={toHint} onOpen={open} />
              <details class="series">
                <summary>{texts.pathsAsTable}</summary>
                <div class="data-scroll">
                  <table class="data is-plain">
                    <thead>
                      <tr>
                        {texts.pathColumns.map((column) => (
                          <th key={column} scope="col">
                            {column}
                          </th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {links.map(({ source, target, visits }, index) => {
                        // Where a visit begins is no page, and the one it begins with is.
                        const ends = [nodes[source], nodes[target]];
                        const led = ends.find((node) => node?.kind === 'page') ?? ends[0];
                        return (
                          <tr key={index} class="opens" onClick={() => led && open(led)}>
                            <th scope="row">
                              <button type="button" class="link" title={led && toHint(led)}>
                                <bdi>{toPlace(nodes[source], nodes)}</bdi>
                              </button>
                            </th>
                            <td>
                              <bdi>{toPlace(nodes[target], nodes)}</bdi>
                            </td>
                            <td>{toExactText(visits)}</td>
                          </tr>
                        );
                      })}
                    </tbody>
                  </table>
                </div>
              </details>
            </>
          )
        }
      </ReportSection>
    </>
  );
}

/** The links by name; a page is told by its step as well, because it is another node in each. */
const toRows = ({ nodes, links }: Pick<PathsReply, 'nodes' | 'links'>): [string, string, number][] =>
  links.map(({ source, target, visits }) => [
    toPlace(nodes[source], nodes),
    toPlace(nodes[target], nodes),
    visits,
  ]);

/** By its column: people count from one, also where the last is the page that all lead to. */
const toPlace = (node: Node | undefined, [first]: Node[]): string =>
  node && first ? `${node.step - first.step + 1}: ${toName(node)}` : '';
