import { limits } from '@passerby/wire';
import type { Environment } from '../environment.ts';
import { byteLength } from '../event/byte-length.ts';
import { randomHex } from '../event/random-hex.ts';
import type { TrackerOptions } from '../options.ts';

/**
 * What the visitor has agreed to. Without any, visits are counted and nothing identifies the visitor.
 *
 * - `'granted'`: a random id tells the visitor's days together, and `identify()` works.
 * - `'pending'`: nobody has decided yet. Events wait in memory; nothing is stored and nothing is sent.
 * - `'denied'`: nothing is tracked, and what waited is deleted in every tab.
 */
export type Consent = 'granted' | 'pending' | 'denied';

/** Client id and the app's own id of a visitor; `JSON.stringify` leaves out what is not known. */
export interface Identity {
  visitor?: string | undefined;
  user?: string | undefined;
}

/** What `localStorage` keeps, for all tabs of a site. */
interface Choice extends Identity {
  consent?: Consent | undefined;
}

/** The visitor's choice, and who it is where that may be known. */
export interface ConsentState {
  /** In force now. */
  current: () => Consent | undefined;
  choose: (consent: Consent) => void;
  /** Nothing unless that is granted. */
  identity: () => Identity;
  /** False when it is not granted, or no id. */
  identify: (user: string) => boolean;
  /** Forgets who it is, as after a log-out. */
  reset: () => void;
  /** Takes over what another tab has decided. */
  reload: () => void;
}

export const createConsent = (
  environment: Environment,
  settings: TrackerOptions,
  key: string,
): ConsentState => {
  const { document, navigator } = environment;
  const objects =
    (!settings.ignoreGpc && navigator?.globalPrivacyControl) ||
    (settings.honorDnt && navigator?.doNotTrack === '1');
  let choice: Choice = {};

  /** Reads the choice, or keeps a changed one. */
  const store = (changed?: Choice): void => {
    choice = changed ?? choice;
    try {
      const storage = document && environment.localStorage;
      if (changed) storage?.setItem(key, JSON.stringify(changed));
      else choice = { ...JSON.parse(storage?.getItem(key) as string) };
    } catch {
      // Storage is missing, blocked or full: the choice holds for this page.
    }
  };
  const current = (): Consent | undefined => choice.consent ?? settings.consent;
  const mayIdentify = (): boolean => current() === 'granted' && !objects;
  const choose = (consent: Consent): void => {
    if (consent !== choice.consent) store(consent === 'granted' ? { ...choice, consent } : { consent });
  };

  store();
  // What an app says at the start is what the visitor has told it; where nobody has asked, the choice of before holds.
  if (settings.consent && settings.consent !== 'pending') choose(settings.consent);

  return {
    current,
    choose,
    identity() {
      if (!mayIdentify()) return {};
      if (!choice.visitor) store({ ...choice, visitor: randomHex(environment, 32) });
      return { ...choice, consent: undefined };
    },
    identify(user) {
      // oxlint-disable-next-line typescript/no-unnecessary-template-expression -- a batch with a number is refused
      const text = user && `${user}`;
      const fits = mayIdentify() && !!text && byteLength(text) <= limits.tokenBytes;
      if (fits) store({ ...choice, user: text });
      return fits;
    },
    reset: () => store({ consent: choice.consent }),
    reload: store,
  };
};
