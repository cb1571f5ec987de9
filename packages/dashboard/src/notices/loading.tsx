/** The page before its first numbers, in outline so that nothing jumps when they come. */
export function Loading({ text }: { text: string }) {
  return (
    <div class="loading" role="status">
      <p>{text}</p>
      <div class="loading-figures" aria-hidden="true">
        {Array.from({ length: 6 }, (_, index) => (
          <span key={index} />
        ))}
      </div>
      <div class="loading-chart" aria-hidden="true" />
    </div>
  );
}
