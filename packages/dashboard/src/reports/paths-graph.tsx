import type { PathLink, PathNode } from '@passerby/wire';
import { toCountText, toExactText } from '../format/number.ts';
import { texts } from '../texts.ts';
import { layOutPaths, nodeWidth } from './lay-out-paths.ts';

interface PathsGraphProps {
  nodes: PathNode[];
  links: PathLink[];
  toName: (node: PathNode) => string;
  /** What a click on it shows. */
  toHint: (node: PathNode) => string;
  onOpen: (node: PathNode) => void;
}

/** The paths as streams between the pages of each step, as wide as many visits went there. */
export function PathsGraph({ nodes, links, toName, toHint, onOpen }: PathsGraphProps) {
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
          return (
            <button
              key={`${node.step} ${node.kind} ${node.page}`}
              type="button"
              class={node.kind === 'page' ? 'path-node' : 'path-node is-other'}
              style={{ left: `${left}px`, top: `${top}px`, height: `${tall}px`, width: `${nodeWidth}px` }}
              title={`${label}\n${toHint(node)}`}
              onClick={() => onOpen(node)}
            >
              <bdi>{toName(node)}</bdi>
              <span>{toCountText(node.visits)}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}
