import { Fragment, options, render } from 'preact';
import { jsx } from 'preact/jsx-runtime';
import * as React from 'react';
import { createElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import * as Embed from '../embed/react.ts';
import type { Step, Tree } from './trees.ts';

// Effects run after a task instead of a frame, so that hundreds of trees are drawn in seconds.
options.requestAnimationFrame = (run) => setTimeout(run);

/** The result of the steps with one library: the page after each, and the effects' output. */
type Seen = { pages: string[]; effects: string[] };

type Library = {
  hooks: Pick<typeof Embed, 'useState' | 'useEffect' | 'useRef' | 'useId'>;
  Fragment: unknown;
  element: (type: unknown, props: object, key?: string) => unknown;
  show: (place: HTMLElement) => (node: unknown) => void;
};

const preact: Library = {
  hooks: Embed,
  Fragment,
  element: jsx as never,
  show: (place) => (node) => render(node as never, place),
};

const react: Library = {
  hooks: React as never,
  Fragment: React.Fragment,
  element: (type, props, key) => createElement(type as string, key === undefined ? props : { ...props, key }),
  show: (place) => {
    const root = createRoot(place);
    return (node) => flushSync(() => root.render(node as never));
  },
};

const pause = () => new Promise((resolve) => setTimeout(resolve));

/** Elements show their age and their input, so that a recreated one is detected. */
function describe(node: ChildNode, ages: WeakMap<ChildNode, number>): string {
  if (!(node instanceof Element)) return node.textContent ?? '';
  ages.set(node, (ages.get(node) ?? -1) + 1);
  // Preact empties a property that is taken away, where React removes the attribute; and it writes no attribute `value`
  // where the property is right without one. `hidden` and `value` are compared as properties.
  const attributes = [...node.attributes]
    .filter(({ name, value }) => value !== '' && name !== 'value')
    .map(({ name, value }) => `${name}=${value}`)
    .sort();
  const { value, checked, hidden } = node as HTMLInputElement;
  const inside = [...node.childNodes].map((child) => describe(child, ages)).join('');
  return `<${node.namespaceURI?.at(-1)}:${node.tagName} ${ages.get(node)} ${attributes} ${[value, checked, hidden]}>${inside}</>`;
}

async function play(steps: Step[], { hooks, Fragment, element, show }: Library): Promise<Seen> {
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
      element('button', { ref: button, onClick: () => setCount((now) => now + 1), children: `${name}${count}` }, 'b'),
      count % 2 ? inside : null,
    ];
  };

  // Each has its place as its key. Without keys Preact takes a sibling of the same type for the same element wherever it
  // stands, and React only in the same place.
  const build = (tree: Tree, place = 0): unknown => {
    if (tree === null || typeof tree !== 'object') return tree;
    if (Array.isArray(tree)) return element(Fragment, { children: tree.map(build) }, `list ${place}`);
    const { key = `place ${place}`, tag, counter, props, inside } = tree;
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
  // The order of two components is not defined.
  seen.effects.sort();
  return seen;
}

(globalThis as { compare?: unknown }).compare = async (steps: Step[]) => [
  await play(steps, preact),
  await play(steps, react),
];

/** A form as a widget author writes it: state that depends on state, state that is a function, a field that is heard. */
async function fill({ hooks, element, show }: Library): Promise<string[]> {
  const place = document.body.appendChild(document.createElement('div'));
  let mounts = 0;

  // biome-ignore lint/correctness/noComponentHookFactories: it is made once for each library.
  const Form = () => {
    const [mount] = hooks.useState(() => ++mounts);
    const [count, setCount] = hooks.useState(0);
    const [text, setText] = hooks.useState('');
    const [greet, setGreet] = hooks.useState(() => () => 'Hello');
    const root = hooks.useRef<HTMLElement | null>(null);
    hooks.useEffect(() => root.current?.setAttribute('data-count', `${count}`), [count]);
    const add = () => {
      setCount((now) => now + 1);
      setCount((now) => now + 1);
      setGreet(() => () => 'Goodbye');
    };
    return element('div', {
      ref: (node: HTMLElement | null) => {
        root.current = node;
      },
      children: [
        element('button', { onClick: add, children: 'Add' }, 'button'),
        element(
          'input',
          { onInput: (event: InputEvent) => setText((event.target as HTMLInputElement).value) },
          'input',
        ),
        element('output', { children: `${greet()} ${text} ${count} ${mount}` }, 'output'),
      ],
    });
  };

  const seen: string[] = [];
  const look = async () => {
    await pause();
    await pause();
    seen.push(`${place.querySelector('output')?.textContent} ${place.firstElementChild?.getAttribute('data-count')}`);
  };
  const renderNode = show(place);
  renderNode(element(Form, {}));
  await look();
  place.querySelector('button')?.click();
  await look();
  const input = place.querySelector('input') as HTMLInputElement;
  for (const value of ['a', 'an']) {
    input.value = value;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await look();
  }
  renderNode(element(Form, {}));
  await look();
  renderNode(null);
  place.remove();
  return seen;
}

(globalThis as { compareForms?: unknown }).compareForms = async () => [await fill(preact), await fill(react)];
