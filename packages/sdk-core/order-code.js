import { deflateRawSync } from 'node:zlib';
import { walk } from 'estree-walker';
import { createPick } from './pick.js';

/** What more of them find is little. */
const tries = 6_000;

/**
 * gzip pays less for code that stands near its like. So this moves what may stand in any order, until it finds no better
 * place: the functions of the tracker, the properties that a pattern reads, those of an object whose values do
 * nothing, the sides of `===`. The same code gets the same order, as chance begins at the same seed.
 *
 * `minify`: what others will do to the code before it is packed.
 */
export const orderCode = (minify = (code) => code) => ({
  name: 'order-code',
  async renderChunk(code) {
    const parse = (text) => this.parse(text);
    const sizeOf = async (text) => deflateRawSync(await minify(text), { level: 9 }).length;
    const pick = createPick();

    let best = functionsFirst(code, parse(code));
    let lists = listsOf(parse(best));
    let size = await sizeOf(best);
    for (let tried = 0; tried < tries && lists.length > 0; tried++) {
      const changed = move(best, pick(pick(lists)), pick);
      // oxlint-disable-next-line no-await-in-loop -- each begins with the best so far
      const changedSize = await sizeOf(changed);
      if (changedSize > size) continue;
      lists = listsOf(parse(changed));
      best = changed;
      size = changedSize;
    }
    if (namesIn(parse(best)) !== namesIn(parse(code))) {
      throw new Error('order-code: the code in another order uses other names than before');
    }
    return lists.length > 0 ? best : null;
  },
});

/** Puts one to three neighbours of a list at another place of it. */
function move(code, nodes, pick) {
  const texts = nodes.map(({ start, end }) => code.slice(start, end));
  const moved = texts.splice(pick([...texts.keys()]), pick([1, 2, 3]));
  texts.splice(pick([...texts.keys(), texts.length]), 0, ...moved);
  let from = 0;
  let changed = '';
  for (const [index, { start, end }] of nodes.entries()) {
    changed = join(join(changed, code.slice(from, start)), texts[index]);
    from = end;
  }
  return join(changed, code.slice(from));
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
  const isList = ({ length }) => length > 1;
  return [[functions].filter(isList), others.filter(isList)].filter(({ length }) => length > 0);
}

/** All of them, in alphabetical order. */
function namesIn(program) {
  const names = [];
  walk(program, {
    enter({ type, name }) {
      if (type === 'Identifier') names.push(name);
    },
  });
  return names.toSorted().join();
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
