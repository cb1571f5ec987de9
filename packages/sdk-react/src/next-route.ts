/**
 * The template of a path, by the values of its parameters: `/shop/[category]/[...slug]`. The App Router tells no
 * component its template. Where a fixed segment before a parameter has the same text, that one is taken for it.
 */
export function toRoute(path: string, params: Record<string, string | string[] | undefined>): string {
  let rest = decode(path);
  let route = '';
  // In the order of the path, so that what was replaced is behind.
  for (const [name, value] of Object.entries(params)) {
    const text = value && `/${[value].flat().map(decode).join('/')}`;
    const at = text ? `${rest}/`.indexOf(`${text}/`) : -1;
    if (!text || at < 0) continue;
    route += `${rest.slice(0, at)}/[${Array.isArray(value) ? '...' : ''}${name}]`;
    rest = rest.slice(at + text.length);
  }
  return route + rest;
}

/** Next gives some of them encoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone `%`, which stands for itself.
  }
}
