import { limits } from '@passerby/wire';
import type { Environment, Page } from '../environment.ts';
import { byteLength } from '../event/byte-length.ts';
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
export interface Choice extends Identity {
  consent?: Consent | undefined;
}

/** The visitor's choice, and who it is where that may be known. */
export interface ConsentState {
  /** In force now. */
  consent: () => Consent | undefined;
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
  name: string,
  randomHex: (digits: number) => string,
): ConsentState => {
  const { document = {} as Partial<Page>, navigator = {} } = environment;
  let choice: Choice = {};

  /** Reads the choice, or keeps a changed one. */
  const reload = (changed?: Choice): void => {
    choice = changed ?? choice;
    try {
      const storage = (document.URL && environment.localStorage) as Storage;
      if (changed) storage.setItem(name, JSON.stringify(changed));
      else choice = { ...JSON.parse(storage.getItem(name) as string) };
    } catch {
      // Storage is missing, blocked or full: the choice holds for this page.
    }
  };
  const consent = (): Consent | undefined => choice.consent ?? settings.consent;
  const mayIdentify = (): boolean =>
    consent() === 'granted' &&
    (settings.ignoreGpc || !navigator.globalPrivacyControl) &&
    !(settings.honorDnt && navigator.doNotTrack === '1');
  const choose = (made: Consent): void => {
    if (made !== choice.consent) reload({ ...(made === 'granted' && choice), consent: made });
  };
  const identity: ConsentState['identity'] = () => {
    if (!mayIdentify()) return {};
    if (!choice.visitor) reload({ ...choice, visitor: randomHex(32) });
    return choice;
  };
  const identify = (user: string): boolean => {
    // oxlint-disable-next-line typescript/no-unnecessary-template-expression -- a batch with a number is refused
    user &&= `${user}`;
    const fits = !!user && mayIdentify() && byteLength(user) <= limits.tokenBytes;
    if (fits) reload({ ...choice, user });
    return fits;
  };
  const reset = (): void => reload({ consent: choice.consent });

  reload();
  // What an app says at the start is what the visitor has told it; where nobody has asked, the choice of before holds.
  if (settings.consent && settings.consent !== 'pending') choose(settings.consent);

  return { consent, choose, identity, identify, reset, reload };
};
