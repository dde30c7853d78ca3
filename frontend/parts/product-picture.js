import { h } from "../core/dom.js";
import { productArt } from "./product-art.js";

/** A product's photograph where it has one, else its pattern. Decorative: the name stands beside it. */
export function productPicture(productId, hasPhotograph) {
  if (!hasPhotograph) return productArt(productId);
  const picture = h("img", {
    class: "product-photo", src: `/api/v1/products/${encodeURIComponent(productId)}/image`, alt: "", loading: "lazy",
    decoding: "async", onerror: () => picture.replaceWith(productArt(productId)),
  });
  return picture;
}
