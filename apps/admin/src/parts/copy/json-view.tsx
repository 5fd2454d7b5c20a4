import { ScrollArea } from '@mantine/core';
import { CopyButton } from './copy-button.tsx';
import { jsonPieces } from './json-pieces.ts';
import './snippet.css';
import './json-view.css';

/** JSON that a person can read: indented, keys set apart from values. Text only. */
export function JsonView({ text, what }: { text: string; what: string }) {
  return (
    <div className="snippet">
      <ScrollArea.Autosize mah={480} type="auto" viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': what }}>
        <pre className="snippet-code json-view">
          <code>
            {jsonPieces(text).map(({ kind, text: piece, at }) => (
              <span key={at} className={`json-${kind}`}>
                {piece}
              </span>
            ))}
          </code>
        </pre>
      </ScrollArea.Autosize>
      <div className="snippet-copy">
        <CopyButton value={text} what={what} />
      </div>
    </div>
  );
}
