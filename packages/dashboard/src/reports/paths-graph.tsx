import type { PathLink, PathNode } from '@passerby/wire';
import { toCountText, toExactText } from '../format/number.ts';
import { texts } from '../texts.ts';
import { layOutPaths, nodeWidth } from './lay-out-paths.ts';

interface PathsGraphProps {
  nodes: PathNode[];
  links: PathLink[];
  toName: (node: PathNode) => string;
  /** Goes on from a page. */
  onOpen: (page: string) => void;
}

/** The paths as streams between the pages of each step, as wide as many visits went there. */
export function PathsGraph({ nodes, links, toName, onOpen }: PathsGraphProps) {
  const { boxes, streams, width, height } = layOutPaths(nodes, links);
  return (
    <div class="data-scroll paths" tabIndex={0} role="group" aria-label={texts.pages.paths}>
      <div class="paths-graph" style={{ width: `${width}px`, height: `${height}px` }}>
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {streams.map(({ path, thickness }, index) => (
            <path key={index} d={path} style={{ strokeWidth: `${thickness}px` }} />
          ))}
        </svg>
        {boxes.map(({ node, left, top, height: tall }) => {
          const label = `${toName(node)}: ${toExactText(node.visits)} ${texts.units.visits(node.visits)}`;
          const style = { left: `${left}px`, top: `${top}px`, height: `${tall}px`, width: `${nodeWidth}px` };
          const content = (
            <>
              <bdi>{toName(node)}</bdi>
              <span>{toCountText(node.visits)}</span>
            </>
          );
          const key = `${node.step} ${node.kind} ${node.page}`;
          return node.kind === 'page' ? (
            <button
              key={key}
              type="button"
              class="path-node"
              style={style}
              title={`${label}\n${texts.pathsFromHere}`}
              onClick={() => onOpen(node.page)}
            >
              {content}
            </button>
          ) : (
            <p key={key} class="path-node is-other" style={style} title={label}>
              {content}
            </p>
          );
        })}
      </div>
    </div>
  );
}
