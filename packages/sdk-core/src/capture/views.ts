/** Of an element, or of the viewport where the element is larger. */
const share = 0.5;
const seenMs = 1_000;

/**
 * Calls `seen` once, when half of an element, or as much of it as fills half of the viewport, has been in view for a
 * second in a visible tab. Returns its undo. Without an `IntersectionObserver`, as on a server, nothing happens.
 */
export function onView(element: Element, seen: () => void): () => void {
  if (!globalThis.IntersectionObserver) return () => {};
  let isInView = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** The second begins anew whenever the element or the tab has been out of sight. */
  const look = (): void => {
    clearTimeout(timer);
    if (!isInView || document.hidden) return;
    timer = setTimeout(() => {
      end();
      seen();
    }, seenMs);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      const wasInView = isInView;
      // More than one when it moved fast; the last is how it is now.
      const { intersectionRatio, intersectionRect, rootBounds } = entries[
        entries.length - 1
      ] as IntersectionObserverEntry;
      // There are no bounds in a frame of another origin.
      const viewport = rootBounds ? rootBounds.width * rootBounds.height : Infinity;
      isInView =
        intersectionRatio >= share || intersectionRect.width * intersectionRect.height >= viewport * share;
      if (isInView !== wasInView) look();
    },
    // A large element fills the viewport by a small part of itself.
    { threshold: [0.05, 0.1, 0.2, 0.3, 0.4, share] },
  );
  const end = (): void => {
    clearTimeout(timer);
    observer.disconnect();
    document.removeEventListener('visibilitychange', look);
  };
  observer.observe(element);
  document.addEventListener('visibilitychange', look);
  return end;
}
