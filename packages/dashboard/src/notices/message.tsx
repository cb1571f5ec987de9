import type { ComponentChildren } from 'preact';

interface MessageProps {
  title: string;
  text: string;
  children?: ComponentChildren;
}

/** A page that has one thing to say. */
export function Message({ title, text, children }: MessageProps) {
  return (
    <section class="message" aria-label={title}>
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </section>
  );
}
