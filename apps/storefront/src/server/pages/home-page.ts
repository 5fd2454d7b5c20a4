import { html } from 'hono/html';
import { productsOf } from '../catalog/catalog.ts';
import { type CategoryId, categories } from '../catalog/product.ts';
import { layout } from './layout.ts';
import type { Html, PageContext } from './page-context.ts';
import { productCard } from './product-card.ts';

const hero = html`<section class="hero">
  <div class="hero-text">
    <h1>Good things for small balconies</h1>
    <p>Four square metres, a railing and some evening sun. We make what belongs there, and nothing that does not fit through the door.</p>
    <p><a class="button" href="#shelf">See the shelf</a></p>
  </div>
  <img class="hero-picture" src="/pictures/balcony.svg" alt="The third floor of a house: a balcony with herbs on the railing, a string of lights, a stool, a lantern and a cat" width="1000" height="900" fetchpriority="high">
</section>`;

const promises = html`<section class="promises" aria-label="What we promise">
  <div><h2>Fits the lift</h2><p>Everything folds, stacks or hangs. The longest parcel is 64 cm.</p></div>
  <div><h2>Outlives the weather</h2><p>Five winters outside, tested on the roof above our workshop.</p></div>
  <div><h2>Comes back</h2><p>Worn out? Send it home, we mend it or take it apart for the next one.</p></div>
</section>`;

function filterLink(id: CategoryId | null, name: string, current: CategoryId | null): Html {
  const href = id === null ? '/#shelf' : `/?category=${id}#shelf`;
  return html`<li><a href="${href}" ${id === current ? html`aria-current="page"` : ''}>${name}</a></li>`;
}

export function homePage(context: PageContext, category: CategoryId | null): Html {
  const shown = productsOf(category);
  const heading = category === null ? 'The whole shelf' : categories[category].name;
  const about = category === null ? 'Twelve things, all of them useful by Sunday.' : categories[category].about;
  const body = html`${category === null ? hero : ''}
  <section class="shelf" id="shelf" aria-labelledby="shelf-title">
    <div class="shelf-head">
      <div>
        ${category === null ? html`<h2 id="shelf-title">${heading}</h2>` : html`<h1 id="shelf-title">${heading}</h1>`}
        <p>${about}</p>
      </div>
      <nav aria-label="Categories">
        <ul class="filters">
          ${filterLink(null, 'Everything', category)}
          ${Object.entries(categories).map(([id, { name }]) => filterLink(id as CategoryId, name, category))}
        </ul>
      </nav>
    </div>
    <ul class="grid">${shown.map((product, index) => productCard(product, context.stock, index < 4))}</ul>
  </section>
  ${promises}`;
  return layout(context, {
    name: 'home',
    title: category === null ? 'good things for small balconies' : heading,
    description: 'Pots, stools, lanterns and cups that fit a small balcony. The demo shop of Beckon.',
    path: category === null ? '/' : `/?category=${category}`,
    body,
  });
}
