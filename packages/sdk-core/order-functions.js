import { deflateRawSync } from 'node:zlib';
import { walk } from 'estree-walker';
import { createPick } from './pick.js';

/** So many cost a second and a half for each 6,000; what more of them find is little. */
const tries = 6_000;

/**
 * The tracker is one function of many small ones, and gzip pays less for code that stands near its like. So this moves
 * functions, until it finds no better place for any. They come before everything else of the function that they are in,
 * where none has been called yet, so that it is the same program in any order. The same code gets the same order, as
 * chance begins at the same seed.
 */
export const orderFunctions = {
  name: 'order-functions',
  renderChunk(code) {
    const { before, functions, after } = split(code, this.parse(code));
    const pick = createPick();
    const render = (order) => `${before}let ${order.join()};${after}`;
    const sizeOf = (order) => deflateRawSync(render(order), { level: 9 }).length;

    let best = functions;
    let size = sizeOf(best);
    const places = functions.map((_, index) => index);
    for (let tried = 0; tried < tries && functions.length > 1; tried++) {
      const order = [...best];
      const moved = order.splice(pick(places), pick([1, 2, 3]));
      order.splice(pick(places), 0, ...moved);
      const changed = sizeOf(order);
      if (changed > size) continue;
      size = changed;
      best = order;
    }
    return functions.length > 1 ? render(best) : null;
  },
};

/** The functions that the function with most of them declares, and the code around. */
function split(code, program) {
  let most = { functions: [] };
  const text = ({ start, end }) => code.slice(start, end);
  walk(program, {
    enter({ type, body }) {
      if (!/Function/.test(type) || body.type !== 'BlockStatement') return;
      const declarators = body.body.flatMap(({ declarations = [] }) => declarations);
      const functions = declarators.filter(isFunction);
      if (functions.length > most.functions.length) most = { functions, body };
    },
  });
  const { functions, body } = most;
  if (!body) return most;
  const rest = body.body.map((statement) => {
    if (!statement.declarations) return text(statement);
    const others = statement.declarations.filter((one) => !isFunction(one)).map(text);
    return others.length > 0 ? `${statement.kind} ${others.join()};` : '';
  });
  return {
    before: code.slice(0, body.start + 1),
    functions: functions.map(text),
    after: rest.join('') + code.slice(body.end - 1),
  };
}

const isFunction = ({ init }) => init?.type === 'ArrowFunctionExpression';
