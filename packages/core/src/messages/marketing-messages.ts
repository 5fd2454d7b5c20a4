import { button, type DefaultMessage, grid, link, productCard, text, title, unlessEmpty } from './message-parts.ts';
import type { MessageTexts } from './texts/index.ts';

type Written = Omit<DefaultMessage, 'category'>;

/** The marketing messages that flows send, in one language. Each works without the reader's first name. */
export function writeMarketingMessages(t: MessageTexts): DefaultMessage[] {
  const visit = button('shop.url', t.welcomeButton);
  const backToShop = button('shop.url', t.cartButton);
  const alsoLike = unlessEmpty('recommended', title(t.also), grid('recommended'));
  const messages: Written[] = [
    {
      key: 'welcome',
      name: 'Welcome',
      subject: t.welcomeSubject,
      preheader: t.welcomePreheader,
      body: join(title(byName(t.welcomeNameTitle, t.welcomeTitle)), text(t.welcomeText), visit),
    },
    {
      key: 'welcome_second',
      name: 'Welcome: best sellers',
      subject: t.secondSubject,
      preheader: t.secondPreheader,
      body: join(title(t.secondTitle), text(t.secondText), grid('best_sellers'), visit),
    },
    {
      key: 'cart_recovery',
      name: 'Cart recovery',
      subject: t.cartSubject,
      preheader: t.cartPreheader,
      body: join(title(t.cartTitle), text(t.cartText), grid('cart'), backToShop),
    },
    {
      key: 'cart_recovery_second',
      name: 'Cart recovery: second reminder',
      subject: t.cartAgainSubject,
      preheader: t.cartAgainPreheader,
      body: join(title(t.cartAgainTitle), text(t.cartAgainText), grid('cart'), backToShop),
    },
    {
      key: 'browse_abandonment',
      name: 'Browse abandonment',
      subject: t.viewedSubject,
      preheader: t.viewedPreheader,
      body: join(title(t.viewedTitle), text(t.viewedText), grid('viewed'), backToShop, alsoLike),
    },
    {
      key: 'post_purchase',
      name: 'After an order: thanks',
      subject: t.thanksSubject,
      preheader: t.thanksPreheader,
      body: join(title(t.thanksTitle), text(t.thanksText), visit, alsoLike),
    },
    {
      key: 'review_request',
      name: 'After an order: review',
      subject: t.reviewSubject,
      preheader: t.reviewPreheader,
      body: join(title(t.reviewTitle), text(t.reviewText), grid('order'), visit),
    },
    {
      key: 'win_back',
      name: 'Win-back',
      subject: t.winBackSubject,
      preheader: t.winBackPreheader,
      body: join(title(t.winBackTitle), text(t.winBackText), grid('recommended'), button('shop.url', t.winBackButton)),
    },
    {
      key: 'win_back_second',
      name: 'Win-back: second message',
      subject: t.winBackAgainSubject,
      preheader: t.winBackAgainPreheader,
      body: join(
        title(t.winBackAgainTitle),
        text(link('preferences_url', t.winBackAgainText)),
        grid('best_sellers'),
        button('shop.url', t.winBackButton),
      ),
    },
    {
      key: 'price_drop',
      name: 'Price drop',
      subject: t.priceSubject,
      preheader: t.pricePreheader,
      body: join(title(t.priceTitle), text(t.priceText), productCard, button('product.url', t.backButton)),
    },
    {
      key: 'sunset',
      name: 'Sunset',
      subject: t.sunsetSubject,
      preheader: t.sunsetPreheader,
      body: join(title(t.sunsetTitle), text(t.sunsetText), button('preferences_url', t.sunsetButton)),
    },
    {
      key: 'birthday',
      name: 'Birthday',
      subject: t.birthdaySubject,
      preheader: t.birthdayPreheader,
      body: join(title(byName(t.birthdayNameTitle, t.birthdayTitle)), text(t.birthdayText), visit),
    },
    {
      key: 'vip',
      name: 'VIP',
      subject: t.vipSubject,
      preheader: t.vipPreheader,
      body: join(title(t.vipTitle), text(t.vipText), visit, alsoLike),
    },
  ];
  return messages.map((message) => ({ ...message, category: 'marketing' }));
}

const join = (...parts: string[]) => parts.join('\n');

const byName = (named: string, nameless: string) =>
  `{% if contact.first_name %}${named}{% else %}${nameless}{% endif %}`;
