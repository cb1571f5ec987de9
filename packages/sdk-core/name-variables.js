import { deflateRawSync } from 'node:zlib';
import { attachScopes } from '@rollup/pluginutils';
import { walk } from 'estree-walker';
import { createPick } from './pick.js';

/** So many cost a second for each 3,000; what more of them find is little. */
const tries = 40_000;

/**
 * A minifier gives the shortest names to what is used most, but gzip pays for what it has not seen before: `(t=>t.id`
 * costs nearly nothing where there was one. So this changes a minified script's names for the better, until it finds none:
 * a variable takes the name of another that stands between the same characters, and keeps it where the script is no
 * larger for it. The same code gets the same names, as chance begins at the same seed.
 */
export const nameVariables = {
  name: 'name-variables',
  renderChunk(code) {
    const parsed = variablesOf(code, this.parse(code));
    const { variables, uses, globals } = parsed;
    const conflicts = conflictsOf(variables);
    const alike = usesAlike(uses);
    const pick = createPick();

    let size = sizeOf(uses);
    for (let tried = 0; tried < tries; tried++) {
      const use = pick(uses);
      const { variable } = pick(pick(alike.get(use)));
      const { name } = variable;
      if (name === use.variable.name || globals.has(name)) continue;
      const undo = rename(use.variable, name, conflicts);
      const changed = sizeOf(uses);
      if (changed > size) undo();
      else size = changed;
    }

    const named = render(uses);
    const meant = ({ uses: all, variables: list }) => all.map((use) => list.indexOf(use.variable)).join();
    if (meant(variablesOf(named, this.parse(named))) !== meant(parsed)) {
      throw new Error('name-variables: a name of the script means something else than before');
    }
    return named;
  },
};

const render = (uses) => uses.map(({ before, variable, after }) => before + variable.name + after).join('');
const sizeOf = (uses) => deflateRawSync(render(uses), { level: 9 }).length;

/** Exchanges two names for a variable and all that would conflict with it, and so on. Returns the undo. */
function rename(variable, name, conflicts) {
  const { name: before } = variable;
  const renamed = new Set([variable]);
  for (const one of renamed) {
    for (const other of conflicts.get(one)) {
      if (other.name !== one.name && (other.name === name || other.name === before)) renamed.add(other);
    }
  }
  const exchange = () => {
    for (const one of renamed) one.name = one.name === before ? name : before;
  };
  exchange();
  return exchange;
}

/** Of each variable, those that may not have the same name. */
function conflictsOf(variables) {
  const conflicts = new Map(variables.map((one) => [one, new Set()]));
  for (const one of variables) {
    for (const other of variables) {
      if (one === other || !one.seenIn.has(other.scope)) continue;
      conflicts.get(one).add(other);
      conflicts.get(other).add(one);
    }
  }
  return conflicts;
}

/** Of each use of a variable, groups of uses with the same characters before or after them. */
function usesAlike(uses) {
  const groups = new Map();
  return new Map(
    uses.map((use, index) => {
      const after = uses[index + 1]?.before ?? use.after;
      const keys = [1, 2, 3, 4, 6].flatMap((length) => [
        `${use.before.slice(-length)}<`,
        `>${after.slice(0, length)}`,
      ]);
      return [
        use,
        keys.map((key) => {
          const group = groups.get(key) ?? [];
          groups.set(key, group);
          group.push(use);
          return group;
        }),
      ];
    }),
  );
}

/** Variables, with the scopes in which each is seen; their uses in order, with the code around; names of all else. */
function variablesOf(code, program) {
  const scopes = [attachScopes(program)];
  const byScope = new Map();
  const found = [];
  const globals = new Set();
  const short = new Set();
  walk(program, {
    enter(node, parent, key) {
      if (node.scope) scopes.push(node.scope);
      if (node.shorthand) short.add(node.start);
      if (node.type !== 'Identifier' || (/^(key|property|label)$/.test(key) && !parent.computed)) return;
      const { name, start, end } = node;
      // A function's own name is a variable around it.
      const around = key === 'id' && parent.type === 'FunctionDeclaration' ? scopes.slice(0, -1) : scopes;
      const depth = around.findLastIndex(({ declarations }) => Object.hasOwn(declarations, name));
      if (depth < 0) {
        globals.add(name);
        return;
      }
      const scope = around[depth];
      const known = byScope.get(scope) ?? new Map();
      byScope.set(scope, known);
      const variable = known.get(name) ?? { name, scope, seenIn: new Set() };
      known.set(name, variable);
      for (const within of around.slice(depth)) variable.seenIn.add(within);
      found.push({ start, end, variable });
    },
    leave(node) {
      if (node.scope) scopes.pop();
    },
  });
  found.sort((a, b) => a.start - b.start);
  const uses = found.map(({ start, end, variable }, index) => ({
    // `{ a }` becomes `{ a: … }`.
    before: code.slice(found[index - 1]?.end ?? 0, start) + (short.has(start) ? `${variable.name}:` : ''),
    variable,
    after: index === found.length - 1 ? code.slice(end) : '',
  }));
  return { variables: [...new Set(found.map(({ variable }) => variable))], uses, globals };
}
