import { Type, type TNumber, type TObject, type TString } from 'typebox';
import { limits } from '../limits.ts';

// JSON Schema counts characters, our limits count UTF-8 bytes: `maxLength` is the cheap outer bound, the
// collector's validator counts bytes where a string could still be over.

export const token: TString = Type.String({ minLength: 1, maxLength: limits.tokenBytes });
export const text: TString = Type.String({ maxLength: limits.textBytes });
export const money: TObject<{ amount: TNumber; currency: TString }> = Type.Object({
  amount: Type.Number({ minimum: -limits.revenueAmount, maximum: limits.revenueAmount }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
});

/** Any key of a record. A dot of a pattern, as typebox has it by default, is no end of a line: what is under such a key would be anything. */
export const key: TString = Type.String({ pattern: String.raw`^[\s\S]*$` });
