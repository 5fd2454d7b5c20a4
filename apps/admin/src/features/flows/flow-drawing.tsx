import type { FlowDefinition, FlowStep } from '@beckon/contract';
import { Text, ThemeIcon, VisuallyHidden } from '@mantine/core';
import { IconBolt, IconFlag, IconUser } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import { type FlowNames, type StepWords, stepWords, triggerPhrase } from '../../parts/flows/flow-words.ts';
import { type Branch, branchesOf, endsRun, joinsOf, widthOf } from '../../parts/flows/step-branches.ts';
import { counted, formatNumber } from '../../parts/format/number.ts';
import './flow-drawing.css';

type Props = {
  definition: Pick<FlowDefinition, 'trigger' | 'steps'>;
  /** How many contacts stand at each step, by its id. */
  waiting: ReadonlyMap<string, number>;
  names: FlowNames;
};

/**
 * A flow from top to bottom. In the markup it is a list of steps with lists of branches inside, which is what a screen
 * reader reads; the lines between them are styles. What is wider than the window scrolls, with the arrow keys too.
 */
export function FlowDrawing({ definition: { trigger, steps }, waiting, names }: Props) {
  const start = { icon: IconBolt, color: 'grape', title: triggerPhrase(trigger, names), about: null };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="flow-drawing" aria-label="Steps from top to bottom" tabIndex={0}>
      <ol className="flow-steps">
        <li>
          <Card words={start} />
        </li>
        <Steps steps={steps} waiting={waiting} names={names} />
        {!endsRun(steps) && (
          <li>
            <span className="flow-end">
              <IconFlag size={14} aria-hidden /> End
            </span>
          </li>
        )}
      </ol>
    </section>
  );
}

type StepsProps = Omit<Props, 'definition'> & { steps: readonly FlowStep[] };

function Steps({ steps, waiting, names }: StepsProps) {
  return steps.map((step) => (
    <li key={step.id}>
      <Card words={stepWords(step, names)} here={waiting.get(step.id) ?? 0} />
      <Branches step={step} waiting={waiting} names={names} />
    </li>
  ));
}

function Branches({ step, waiting, names }: Omit<Props, 'definition'> & { step: FlowStep }) {
  const branches = branchesOf(step);
  if (branches.length === 0) return null;
  const joins = joinsOf(branches);
  return (
    <ul className="flow-branches" style={{ '--columns': columnsOf(branches) } as CSSProperties}>
      {branches.map(({ label, steps }, index) => {
        const join = joins[index];
        const line = join && { '--join-from': `${join.from}%`, '--join-to': `${100 - join.to}%` };
        return (
          <li key={label} data-joins={join ? true : undefined} style={(line ?? {}) as CSSProperties}>
            <span className="flow-branch-label">{label}</span>
            {steps.length === 0 ? (
              <VisuallyHidden>Nothing happens here.</VisuallyHidden>
            ) : (
              <ol className="flow-steps">
                <Steps steps={steps} waiting={waiting} names={names} />
              </ol>
            )}
            {!endsRun(steps) && <span className="flow-branch-tail" aria-hidden />}
          </li>
        );
      })}
    </ul>
  );
}

const columnsOf = (branches: readonly Branch[]) => branches.map(({ steps }) => `${widthOf(steps)}fr`).join(' ');

type CardProps = { words: Omit<StepWords, 'color'> & { color: string }; here?: number };

function Card({ words: { icon: Icon, color, title, about }, here }: CardProps) {
  return (
    <div className="flow-card">
      <ThemeIcon variant="light" color={color} size={30} radius="md" aria-hidden>
        <Icon size={17} stroke={1.8} />
      </ThemeIcon>
      <Text size="sm" fw={550} lh={1.35} className="flow-card-title">
        {title}
      </Text>
      {here !== undefined && (
        <span
          className="flow-here"
          data-some={here > 0 ? true : undefined}
          title={`${counted(here, 'contact')} here now`}
        >
          <IconUser size={13} stroke={2} aria-hidden />
          <span aria-hidden>{formatNumber(here)}</span>
          <VisuallyHidden>{counted(here, 'contact')} here now</VisuallyHidden>
        </span>
      )}
      {about && (
        <Text size="xs" c="dimmed" className="flow-card-about">
          {about}
        </Text>
      )}
    </div>
  );
}
