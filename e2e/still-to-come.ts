// What the product does not do yet, and the tests expect once these are true.

/** A page that comes back from the back/forward cache counts as a page view. */
export const countsRestoredPages: boolean = false;

/** A prerendered page counts when it is shown, not when it is made. */
export const waitsForActivation: boolean = false;

/**
 * A page that goes to the back/forward cache leaves the queue for the lock of its site. Until then Chromium grants
 * it the lock there, where it never gives it back, and no tab of the site sends any more.
 */
export const freesTheLockOfFrozenPages: boolean = false;
