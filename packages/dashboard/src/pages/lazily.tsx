import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Loading } from '../notices/loading.tsx';
import { Message } from '../notices/message.tsx';
import { useOnline } from '../report/use-online.ts';
import { texts } from '../texts.ts';

/** A part whose script comes when it is first shown, so that the first load stays small; until then a placeholder. */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  placeholder: ComponentChildren = <Loading text={texts.loading} />,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [Page, setPage] = useState(() => loaded);
    const [hasFailed, setFailed] = useState(false);
    const [attempt, setAttempt] = useState(0);
    const isOnline = useOnline();

    useEffect(() => {
      if (!Page) void show();
    }, [attempt, isOnline]);

    async function show(): Promise<void> {
      setFailed(false);
      try {
        loaded = await load();
        setPage(() => loaded);
      } catch {
        setFailed(true); // no network, or the collector was renewed and has other files
      }
    }

    if (Page) return <Page {...props} />;
    if (!hasFailed) return <>{placeholder}</>;
    return (
      <Message title={texts.noAnswer} text={texts.pageFailed}>
        <button type="button" class="button" onClick={() => setAttempt(attempt + 1)}>
          {texts.tryNow}
        </button>
      </Message>
    );
  };
}
