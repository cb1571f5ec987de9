import type { PathsReply } from '@passerby/wire';
import { useEffect, useState } from 'preact/hooks';
import { toExactText } from '../format/number.ts';
import { toValueName } from '../lists/value-name.ts';
import type { PageProps } from '../pages/page-props.ts';
import { type Way, ways } from '../state/report-choice.ts';
import { texts } from '../texts.ts';
import { NameField } from './name-field.tsx';
import { PathsGraph } from './paths-graph.tsx';
import { Radios } from './radios.tsx';
import { ReportSection } from './report-section.tsx';
import { useReportAnswer } from './use-report-answer.ts';

type Node = PathsReply['nodes'][number];

/** A node as people read it. */
const toName = ({ kind, page }: Node): string =>
  kind === 'page' ? toValueName('event:page', page) : texts.pathKinds[kind];

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
              <PathsGraph
                nodes={nodes}
                links={links}
                toName={toName}
                onOpen={(from) => changeView({ around: { way: 'from', page: from } })}
              />
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
                      {toRows({ nodes, links }).map(([from, to, visits], index) => (
                        <tr key={index}>
                          <th scope="row">
                            <bdi>{from}</bdi>
                          </th>
                          <td>
                            <bdi>{to}</bdi>
                          </td>
                          <td>{toExactText(visits)}</td>
                        </tr>
                      ))}
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
  links.map(({ source, target, visits }) => [toPlace(nodes[source]), toPlace(nodes[target]), visits]);

const toPlace = (node: Node | undefined): string => (node ? `${node.step}: ${toName(node)}` : '');
