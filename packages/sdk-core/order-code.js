import { deflateRawSync } from 'node:zlib';
import { walk } from 'estree-walker';
import { createPick } from './pick.js';

/**
 * gzip pays less for code that stands near its like. So this moves what may stand in any order, until it finds no better
 * place: the functions of the tracker, the properties that a pattern reads, those of an object whose values do
 * nothing, the sides of `===`. The same code gets the same order, as chance begins at the same seed.
 *
 * `minify`: what others will do to the code before it is packed. `tries`: what more of them find in a script, whose names
 * are found after it, is little.
 */
export const orderCode = (minify = (code) => code, tries = 6_000) => ({
  name: 'order-code',
  async renderChunk(code) {
    const parse = (text) => this.parse(text);
    const sizeOf = async (text) => deflateRawSync(await minify(text), { level: 9 }).length;
    const pick = createPick();

    const start = functionsFirst(code, parse(code));
    const lists = listsOf(parse(start));
    if (lists.length === 0) return null;
    const render = createRender(start, lists.flat());
    let size = await sizeOf(start);
    for (let tried = 0; tried < tries; tried++) {
      const list = pick(pick(lists));
      const before = [...list.order];
      move(list.order, pick);
      // oxlint-disable-next-line no-await-in-loop -- each begins with the best so far
      const changed = await sizeOf(render());
      if (changed > size) list.order = before;
      else size = changed;
    }
    const best = render();
    if (namesIn(parse(best)) !== namesIn(parse(code))) {
      throw new Error('order-code: the code in another order uses other names than before');
    }
    return best;
  },
});

/** Puts one to three neighbours at another place. */
function move(order, pick) {
  const moved = order.splice(pick([...order.keys()]), pick([1, 2, 3]));
  order.splice(pick([...order.keys(), order.length]), 0, ...moved);
}

/** Answers the code with each list in its order, lists within what others move among them. */
function createRender(code, lists) {
  const root = { start: 0, end: code.length, inside: [] };
  const places = lists
    .flatMap((list) => list.nodes.map((node, index) => Object.assign(node, { list, index, inside: [] })))
    .toSorted((one, other) => one.start - other.start || other.end - one.end);
  const around = [root];
  for (const place of places) {
    while (around.at(-1).end < place.end) around.pop();
    around.at(-1).inside.push(place);
    around.push(place);
  }
  const render = ({ start, end, inside }) => {
    let text = '';
    let from = start;
    for (const { list, index, ...place } of inside) {
      text = join(join(text, code.slice(from, place.start)), render(list.nodes[list.order[index]]));
      from = place.end;
    }
    return join(text, code.slice(from, end));
  };
  return () => render(root);
}

/** `return` and `"a"===b` need no space between them, `return` and `b==="a"` do. */
const join = (before, after) =>
  /[\w$]$/.test(before) && /^[\w$]/.test(after) ? `${before} ${after}` : before + after;

/** Lists of nodes that may stand in any order: that of the functions, and all others. */
function listsOf(program) {
  const functions = functionsOf(program).nodes;
  const others = [];
  walk(program, {
    enter({ type, properties, operator, left, right }) {
      if (type === 'ObjectPattern' && properties.every(isRead)) others.push(properties);
      if (type === 'ObjectExpression' && properties.every(isIdleProperty)) others.push(properties);
      if (/^[!=]==?$/.test(operator) && isIdle(left) && isIdle(right)) others.push([left, right]);
    },
  });
  const toList = (nodes) => ({
    nodes: nodes.map(({ start, end }) => ({ start, end })),
    order: [...nodes.keys()],
  });
  return [[functions], others]
    .map((kind) => kind.filter(({ length }) => length > 1).map(toList))
    .filter(({ length }) => length > 0);
}

/** All of them, in alphabetical order. */
function namesIn(program) {
  const names = [];
  walk(program, {
    enter({ type, name }) {
      if (type === 'Identifier') names.push(name);
    },
  });
  return names.toSorted((one, other) => one.localeCompare(other)).join();
}

const isRead = ({ computed, value }) =>
  !computed &&
  (value?.type === 'Identifier' || (value?.type === 'AssignmentPattern' && isConstant(value.right)));
const isIdleProperty = ({ computed, value }) => !computed && value && isIdle(value);

/** Whether nobody sees when it is evaluated. */
const isIdle = (node) =>
  isConstant(node) ||
  node.type === 'Identifier' ||
  (node.type === 'UnaryExpression' && isIdle(node.argument)) ||
  (node.type === 'MemberExpression' && !node.computed && isIdle(node.object));
const isConstant = ({ type, argument }) =>
  type === 'Literal' ||
  type === 'ArrowFunctionExpression' ||
  (type === 'UnaryExpression' && isConstant(argument));

/**
 * The tracker is one function of many small ones. This lets them come before everything else of the function that they
 * are in, where none has been called yet, so that it is the same program in any order of them.
 */
function functionsFirst(code, program) {
  const { nodes, body } = functionsOf(program);
  if (nodes.length === 0) return code;
  const text = ({ start, end }) => code.slice(start, end);
  const rest = body.body.map((statement) => {
    if (!statement.declarations) return text(statement);
    const others = statement.declarations.filter((one) => !isFunction(one)).map(text);
    return others.length > 0 ? `${statement.kind} ${others.join()};` : '';
  });
  const before = code.slice(0, body.start + 1);
  return `${before}let ${nodes.map(text).join()};${rest.join('')}${code.slice(body.end - 1)}`;
}

/** The functions that the function with most of them declares, and its body. */
function functionsOf(program) {
  let most = { nodes: [] };
  walk(program, {
    enter({ type, body }) {
      if (!/Function/.test(type) || body.type !== 'BlockStatement') return;
      const nodes = body.body.flatMap(({ declarations = [] }) => declarations).filter(isFunction);
      if (nodes.length > most.nodes.length) most = { nodes, body };
    },
  });
  return most;
}

const isFunction = ({ init }) => init?.type === 'ArrowFunctionExpression';
