import type { Environment } from './environment.ts';

export interface Emitter<Signals> {
  /** Subscribes; returns its undo. */
  on: <Type extends keyof Signals>(type: Type, listener: (detail: Signals[Type]) => void) => () => void;
  emit: <Type extends keyof Signals>(type: Type, detail: Signals[Type]) => void;
}

/** What a listener throws is reported: it stops neither the other listeners nor the tracker. */
export function createEmitter<Signals>(environment: Environment): Emitter<Signals> {
  const entries = new Set<[type: keyof Signals, listener: (detail: never) => void]>();
  return {
    on(type, listener) {
      const entry: [typeof type, typeof listener] = [type, listener];
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    emit(emitted, detail) {
      for (const [type, listener] of entries) {
        try {
          if (type === emitted) listener(detail as never);
        } catch (error) {
          environment.reportError?.(error);
        }
      }
    },
  };
}
