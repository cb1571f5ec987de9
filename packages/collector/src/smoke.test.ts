import { it } from 'vitest';
it('u', () => {});
