/** Makes an element. Texts stay texts, so that trusted types have nothing to say. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Changes a text only where it is another one, so that nothing selected is lost. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
