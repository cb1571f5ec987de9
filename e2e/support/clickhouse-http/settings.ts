import { ClickHouseException } from './errors.ts';
import type { ClickHouseRequest } from './request.ts';
import { toIdentifier, toStringLiteral } from './sql-literal.ts';

/** chDB's own defaults that a server does not have: it takes `1 + 1` for `SELECT 1 + 1`. */
const serverDefaults: readonly (readonly [string, string])[] = [['implicit_select', '0']];

/**
 * The statements that put a new session into the state a request asks for. `SET param_x = '…'` reads the string
 * as ClickHouse reads `param_x=…` in a URL (Escaped form), so that values go through as they came.
 */
export function toPreamble(request: Pick<ClickHouseRequest, 'database' | 'settings' | 'params'>): string {
  const assignments = [
    ...serverDefaults,
    ...request.settings,
    ...[...request.params].map(([name, value]) => [`param_${name}`, value] as const),
  ].map(([name, value]) => `${toSettingName(name)} = ${toStringLiteral(value)}`);
  const use =
    request.database === undefined || request.database === ''
      ? ''
      : `USE ${toIdentifier(request.database)}; `;
  return `${use}SET ${assignments.join(', ')}`;
}

function toSettingName(name: string): string {
  if (/^[a-z_]\w*$/i.test(name)) return name;
  throw new ClickHouseException(115, 'UNKNOWN_SETTING', `Setting ${name} is neither a builtin setting.`);
}
