import { Form } from '../form/form.tsx';
import { Frame, type FrameProps } from '../frame/frame.tsx';
import type { Destination } from '../frame/submission.ts';
import type { SharedTexts } from '../texts/catalogs.ts';
import type { Item, StockHint } from './availability.ts';
import type { BackInStockTexts } from './texts/index.ts';
import { type BackInStockFields, useBackInStock } from './use-back-in-stock.ts';

export type BackInStockFormProps = FrameProps &
  Destination &
  Item &
  StockHint & { texts: BackInStockTexts & SharedTexts };

/** Asks for an address where the item is sold out, and is nothing where it is not. */
export function BackInStockForm(props: BackInStockFormProps) {
  const { texts } = props;
  const { wording, wordingVersion } = texts;
  const { isSoldOut, hasAsked, state, submit, reset } = useBackInStock({ ...props, wording, wordingVersion });
  const again = (
    <button part="link" type="button" onClick={reset}>
      {texts.again}
    </button>
  );

  if (!isSoldOut) return null;
  if (hasAsked)
    return (
      <Frame {...props} widget="back_in_stock">
        <section part="form">
          <div>
            <h2 part="heading">{texts.askedTitle}</h2>
            <p part="intro">{texts.asked}</p>
          </div>
          {again}
        </section>
      </Frame>
    );
  return (
    <Form
      {...props}
      widget="back_in_stock"
      state={state}
      onSubmit={(values) => submit(Object.fromEntries(values) as BackInStockFields)}
      after={again}
    />
  );
}
