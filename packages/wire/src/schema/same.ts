// The types are written by hand, because the SDK ships them and must not ship TypeBox's; a list of these does not
// compile when a type and its schema say different things.
export type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
export type AllSame<T extends true[]> = T;
