import type { SegmentEvaluation } from '@beckon/contract';
import { Group, Loader, Progress, Text } from '@mantine/core';
import { evaluationPhrase, progressOf } from './segment-words.ts';

/** The members are not complete yet, since the filter was saved a moment ago. */
export function EvaluationNote({ evaluation }: { evaluation: SegmentEvaluation }) {
  const progress = progressOf(evaluation);
  const text = evaluationPhrase(evaluation);
  return (
    <div>
      <Group gap={8}>
        {progress === null && <Loader size={12} aria-hidden />}
        <Text size="xs" c="dimmed">
          {text}
        </Text>
      </Group>
      {progress !== null && <Progress value={progress} size="xs" mt={4} aria-label={text} />}
    </div>
  );
}
