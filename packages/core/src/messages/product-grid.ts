/**
 * Products as a grid: two columns where there is room, one on narrow screens, without media queries, which some mail
 * clients drop. Outlook for Windows gets a table with two columns. Lines begin where the language does.
 * @param items the list, as templates name it, such as `cart.items`
 */
export const productGrid = (items: string): string => `<mj-text padding="0 0 8px">
  <div style="font-size:0">
    <!--[if mso]><table role="presentation" width="100%"><tr><![endif]-->
    {% for item in ${items} %}
    <!--[if mso]><td width="50%" valign="top"><![endif]-->
    <div style="display:inline-block;width:100%;max-width:248px;vertical-align:top;font-size:16px">
      <div style="max-width:232px;padding:0 0 20px">
        {% if item.image_url %}<a href="{{ item.url }}"><img src="{{ item.image_url }}" alt="{{ item.title }}" width="232"
          style="display:block;width:100%;height:auto;border:0;border-radius:10px;margin:0 0 10px" /></a>{% endif %}
        <a href="{{ item.url }}" style="color:#1f2733;text-decoration:none;font-weight:600">{{ item.title }}</a>
        {% if item.price %}<div style="color:#5b6472">{% if item.quantity and item.quantity > 1 %}{{ item.quantity }} × {% endif %}<span dir="auto">{{ item.price }}</span></div>{% endif %}
      </div>
    </div>
    <!--[if mso]></td>{% cycle '', '</tr><tr>' %}<![endif]-->
    {% endfor %}
    <!--[if mso]></tr></table><![endif]-->
  </div>
</mj-text>`;
