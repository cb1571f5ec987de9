/** SQL of a text, for statements that take no bound values. */
export function toSqlText(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
