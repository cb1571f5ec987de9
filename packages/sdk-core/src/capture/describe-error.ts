import { toWebAddress } from './web-address.ts';

/** What is told of an error. */
export interface ErrorProps extends Record<string, string | number | undefined> {
  message: string;
  type: string;
  source: string | undefined;
  line: number | undefined;
  column: number | undefined;
}

const longestMessage = 250;

/** Says what went wrong and where, without what may be secret; nothing for what is not the page's error. */
export function describeError(event: ErrorEvent | PromiseRejectionEvent): ErrorProps | undefined {
  const isRejection = 'reason' in event;
  const thrown: unknown = isRejection ? event.reason : event.error;
  // Anything can be thrown, and nothing is passed on for scripts of another origin or by old browsers.
  const { name, message, stack } = Object(thrown) as Partial<Record<keyof Error, unknown>>;
  const heard = isRejection ? String(thrown) : event.message;
  // Something else than an error called "error", such as that of a custom element.
  if (typeof heard !== 'string') return undefined;
  const [, heardType, heardMessage = heard] =
    /^(?:Uncaught )?(?:(\w*(?:Error|Exception)): )?(.*)$/s.exec(heard) ?? [];

  const [source = '', line, column] =
    isRejection || !event.filename ? firstFrame(stack) : [event.filename, event.lineno, event.colno];
  if (/^[\w-]+-extension:/.test(source)) return undefined;
  return {
    message: toSafeText(typeof message === 'string' && message ? message : heardMessage),
    type: toSafeText(typeof name === 'string' && name ? name : (heardType ?? 'Error')),
    source: /^https?:/.test(source) ? toWebAddress(new URL(source)) : undefined,
    line: line || undefined, // 0 where the browser does not say.
    column: column || undefined,
  };
}

/** Where a stack begins; Chromium ends a line with `(https://…:1:2)`, Firefox and Safari with `@https://…:1:2`. */
function firstFrame(stack: unknown): [source?: string, line?: number, column?: number] {
  const [, source, line, column] =
    /((?:https?|[\w-]+-extension):\/\/\S+?):(\d+):(\d+)\)?$/m.exec(String(stack)) ?? [];
  return source ? [source, Number(line), Number(column)] : [];
}

/** Without the parts of addresses where secrets are, and cut. */
function toSafeText(text: string): string {
  const safe = text
    .slice(0, 4 * longestMessage)
    .replace(/\b(data|blob|mailto|tel):\S+/gi, '$1:')
    .replace(/\/\/[^\s/?#]*@/g, '//') // Credentials.
    .replace(/(\/[^\s?#"'`<>()]*)[?#][^\s"'`<>()]*/g, '$1') // Query or fragment of an address or path.
    .replace(/[?#&][^\s?#&="'`<>()]*=[^\s"'`<>()]*/g, ''); // Query of what does not look like one.
  return Array.from(safe).slice(0, longestMessage).join(''); // Never half a character.
}
