import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useState } from 'react';

type Props = Omit<NumberInputProps, 'value' | 'onChange' | 'onBlur' | 'min' | 'max'> & {
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
};

/** A number within bounds. What is not within them is not passed on, and is undone when the field is left. */
export function BoundedNumber({ value, onChange, min, max, ...look }: Props) {
  const [entered, setEntered] = useState<string | number>(value);
  return (
    <NumberInput
      thousandSeparator=","
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="none"
      hideControls
      {...look}
      min={min}
      max={max}
      value={entered}
      onChange={(next) => {
        setEntered(next);
        if (typeof next === 'number' && next >= min && next <= max) onChange(next);
      }}
      onBlur={() => setEntered(value)}
    />
  );
}
