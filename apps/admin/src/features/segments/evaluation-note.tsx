import type { SegmentEvaluation } from '@beckon/contract';
import { Progress, Text } from '@mantine/core';
import { evaluationPhrase, progressOf } from './segment-words.ts';

/** The members are not complete yet, since the filter was saved a moment ago. */
export function EvaluationNote({ evaluation }: { evaluation: SegmentEvaluation }) {
  const progress = progressOf(evaluation);
  const text = evaluationPhrase(evaluation);
  return (
    <div>
      <Text size="xs" c="dimmed">
        {text}
      </Text>
      <Progress value={progress ?? 100} animated={progress === null} size="xs" mt={4} aria-label={text} />
    </div>
  );
}
