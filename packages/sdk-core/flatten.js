import { attachScopes } from '@rollup/pluginutils';
import { walk } from 'estree-walker';

/**
 * A part is a function of a module of its own that is called once: `const { a, b } = createPart(c, d);`. This puts
 * its body where the call is. The tracker then is one function, whose variables nobody has to hand over or to wrap into
 * objects, and which minifiers name alike. That is the same program as long as no name means two things, which is
 * checked: what a part declares, and its caller too, is an error.
 */
export const flatten = {
  name: 'flatten',
  renderChunk(code) {
    for (let flat = code; ;) {
      const next = flattenOne(flat, this.parse(flat));
      if (!next) return flat;
      flat = next;
    }
  },
};

/** The code with one part less; nothing where there is none. */
function flattenOne(code, program) {
  attachScopes(program);
  const found = findCall(program, partsOf(program));
  if (!found) return undefined;
  const { part, call, declaration, target } = found;
  const text = ({ start, end }) => code.slice(start, end);
  const [{ id: pattern }] = declaration.declarations;
  const result = part.init.body.body.at(-1);

  /** Names that mean the same to the part and its caller. */
  const shared = new Set();
  const lines = [];
  const declare = (id, value) => {
    if (text(id) === text(value)) shared.add(id.name);
    else lines.push(`const ${text(id)} = ${text(value)};`);
  };
  for (const [index, param] of part.init.params.entries()) {
    const given = call.arguments[index];
    if (given) declare(param, given);
    else lines.push(`let ${text(param)};`); // Rollup leaves out what has no effect.
  }
  // What both read of the same object is read once.
  const reads = readsOf(target.body.body, text);
  const more = new Map();
  let body = '';
  let from = part.init.body.start + 1;
  for (const { source, statement, properties } of readsOf(part.init.body.body, text)) {
    const before = reads.find((one) => one.source === source);
    if (!before || !shared.has(source)) continue;
    body += code.slice(from, statement.start);
    from = statement.end;
    for (const property of properties) {
      const known = reads.some(
        (one) => one.source === source && one.properties.some((other) => text(other) === text(property)),
      );
      if (known) shared.add(property.key.name);
      else more.set(before, [...(more.get(before) ?? []), text(property)]);
    }
  }
  lines.push(body + code.slice(from, result.start));
  const { argument } = result;
  if (pattern.type === 'ObjectPattern' && argument.type === 'ObjectExpression') {
    for (const { key, value } of pattern.properties) {
      declare(value, argument.properties.find((property) => property.key.name === key.name).value);
    }
  } else declare(pattern, argument);

  const own = Object.keys(part.init.scope.declarations);
  const around = Object.keys(target.scope.declarations);
  const ambiguous = [
    ...own.filter((name) => around.includes(name) || namesOf(target).has(name)),
    ...[...namesOf(part.init)].filter((name) => !own.includes(name) && around.includes(name)),
  ].filter((name) => !shared.has(name));
  if (ambiguous.length > 0) {
    throw new Error(`flatten: ${part.name} and what calls it both know ${ambiguous.join(', ')}; rename one`);
  }
  const edits = [
    { start: declaration.start, end: declaration.end, text: lines.join('\n') },
    { start: part.statement.start, end: part.statement.end, text: '' },
    ...Array.from(more, ([{ properties }, added]) => {
      const { end } = properties.at(-1);
      return { start: end, end, text: `, ${added.join(', ')}` };
    }),
  ];
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((edited, { start, end, text: put }) => edited.slice(0, start) + put + edited.slice(end), code);
}

/** The statements like `const { a, b = 1 } = c;`. */
function readsOf(statements, text) {
  return statements.flatMap((statement) => {
    const { id, init } = statement.declarations?.[0] ?? {};
    return id?.type === 'ObjectPattern' && init.type === 'Identifier'
      ? [{ source: text(init), statement, properties: id.properties }]
      : [];
  });
}

/** By name: functions of the module that are a block with one result, at its end. */
function partsOf({ body }) {
  const parts = new Map();
  // A script is one function, called at once.
  for (const statement of body[0].expression?.callee?.body?.body ?? body) {
    const { id, init } = statement.declarations?.[0] ?? {};
    if (init?.type !== 'ArrowFunctionExpression' || init.async || init.body.type !== 'BlockStatement')
      continue;
    const [first, ...others] = returnsOf(init.body);
    const isPart = first?.argument && others.length === 0 && first === init.body.body.at(-1);
    if (isPart) parts.set(id.name, { name: id.name, statement, init, uses: 0 });
  }
  return parts;
}

function returnsOf(body) {
  const returns = [];
  walk(body, {
    enter(node) {
      // What it returns is its own result.
      if (node.type.includes('Function')) this.skip();
      else if (node.type === 'ReturnStatement') returns.push(node);
    },
  });
  return returns;
}

/** The first call of a part as a statement of a function, where there is no other use of it. */
function findCall(program, parts) {
  const found = [];
  eachName(program, ({ name }) => {
    const part = parts.get(name);
    if (part) part.uses++;
  });
  walk(program, {
    enter(target) {
      if (!target.type.includes('Function') || target.body.type !== 'BlockStatement') return;
      for (const declaration of target.body.body) {
        const call = declaration.declarations?.[0].init;
        const part = call?.type === 'CallExpression' && parts.get(call.callee.name);
        if (part?.uses === 1) found.push({ part, call, declaration, target });
      }
    },
  });
  return found[0];
}

/** Names that a function uses and does not declare inside of a function or block of its own. */
function namesOf(node) {
  const names = new Set();
  eachName(node, ({ name }, inner) => {
    if (!inner.some((scope) => scope.declarations[name])) names.add(name);
  });
  return names;
}

/** Visits each use of a variable, with the scopes in between. */
function eachName(root, visit) {
  const scopes = [];
  walk(root, {
    enter(node, parent, key) {
      if (node !== root && node.scope) scopes.push(node.scope);
      const isName = node.type === 'Identifier' && !(/^(key|property)$/.test(key) && !parent.computed);
      if (isName && !(key === 'id' && parent.type === 'VariableDeclarator')) visit(node, scopes);
    },
    leave(node) {
      if (node !== root && node.scope) scopes.pop();
    },
  });
}
