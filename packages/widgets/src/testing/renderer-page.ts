import * as React from 'react';
import { createElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { jsx } from '../embed/jsx-runtime.ts';
import * as Ours from '../embed/react.ts';
import { render } from '../embed/renderer.ts';
import type { Step, Tree } from './trees.ts';

/** What one renderer made of the steps: the page after each, and what the effects said. */
type Seen = { pages: string[]; effects: string[] };

type Library = {
  hooks: Pick<typeof Ours, 'useState' | 'useEffect' | 'useRef' | 'useId'>;
  element: (type: unknown, props: object, key?: string) => unknown;
  show: (place: HTMLElement) => (node: unknown) => void;
};

const ours: Library = {
  hooks: Ours,
  element: jsx as never,
  show: (place) => (node) => render(node as never, place),
};

const reacts: Library = {
  hooks: React as never,
  element: (type, props, key) => createElement(type as string, key === undefined ? props : { ...props, key }),
  show: (place) => {
    const root = createRoot(place);
    return (node) => flushSync(() => root.render(node as never));
  },
};

const pause = () => new Promise((resolve) => setTimeout(resolve));

/** Elements say how long they are there and what was typed into them, so that one that was made anew is seen. */
function describe(node: ChildNode, ages: WeakMap<ChildNode, number>): string {
  if (!(node instanceof Element)) return node.textContent ?? '';
  ages.set(node, (ages.get(node) ?? -1) + 1);
  const attributes = [...node.attributes].map(({ name, value }) => `${name}=${value}`).sort();
  const { value, checked, hidden } = node as HTMLInputElement;
  const inside = [...node.childNodes].map((child) => describe(child, ages)).join('');
  return `<${node.namespaceURI?.at(-1)}:${node.tagName} ${ages.get(node)} ${attributes} ${[value, checked, hidden]}>${inside}</>`;
}

async function play(steps: Step[], { hooks, element, show }: Library): Promise<Seen> {
  const seen: Seen = { pages: [], effects: [] };
  const place = document.body.appendChild(document.createElement('div'));
  const renderNode = show(place);
  const ages = new WeakMap<ChildNode, number>();

  /** Remembers, counts clicks, and says when it comes, changes and goes. */
  // biome-ignore lint/correctness/noComponentHookFactories: it is made once for each renderer.
  const Counter = ({ name, inside }: { name: string; inside: unknown }) => {
    const [count, setCount] = hooks.useState(0);
    const button = hooks.useRef<HTMLElement | null>(null);
    const id = hooks.useId();
    const first = hooks.useRef(id).current;
    hooks.useEffect(() => {
      seen.effects.push(`${name} begins with ${count}, ${button.current?.tagName}, ${id === first}`);
      return () => seen.effects.push(`${name} ends with ${count}`) && undefined;
    }, [name, count]);
    return [
      element('button', { ref: button, onClick: () => setCount(count + 1), children: `${name}${count}` }, 'b'),
      count % 2 ? inside : null,
    ];
  };

  const build = (tree: Tree): unknown => {
    if (tree === null || typeof tree !== 'object') return tree;
    if (Array.isArray(tree)) return tree.map(build);
    const { key, tag, counter, props, inside } = tree;
    const children = inside.map(build);
    return counter
      ? element(Counter, { name: counter, inside: children }, key)
      : element(tag, inside.length ? { ...props, children } : props, key);
  };

  for (const step of steps) {
    if ('click' in step) {
      const buttons = place.querySelectorAll('button');
      buttons[step.click % (buttons.length || 1)]?.click();
    } else if ('type' in step) {
      const inputs = place.querySelectorAll('input');
      const input = inputs[step.type % (inputs.length || 1)];
      if (input) input.value = 'typed';
    } else renderNode(element('main', { children: build(step.render) }));
    await pause();
    await pause();
    seen.pages.push([...place.childNodes].map((node) => describe(node, ages)).join(''));
  }
  renderNode(null);
  await pause();
  await pause();
  seen.pages.push(place.innerHTML);
  place.remove();
  // Which of two components speaks first is not promised.
  seen.effects.sort();
  return seen;
}

(globalThis as { compare?: unknown }).compare = async (steps: Step[]) => [
  await play(steps, ours),
  await play(steps, reacts),
];
