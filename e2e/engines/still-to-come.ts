// What the product does not do yet, and the tests expect once these are true.

/** A page that comes back from the back/forward cache counts as a page view. */
export const countsRestoredPages: boolean = false;

/** A prerendered page counts when it is shown, not when it is made. */
export const waitsForActivation: boolean = false;
