/** `'…'` with everything escaped that could end it. */
export function toStringLiteral(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}

/** A name in backticks. */
export function toIdentifier(name: string): string {
  return `\`${name.replaceAll(/[\\`]/g, String.raw`\$&`)}\``;
}
