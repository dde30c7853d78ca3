import { adminApi } from "../../../core/admin-api.js";
import { centsFrom, decimalFrom } from "../../../core/money.js";
import { FormField, needed } from "../../../parts/form-field.js";
import { ask } from "../../../parts/modal.js";

const amount = (value) => (/^\d+([.,]\d{1,2})?$/.test(value.trim()) ? "" : "An amount such as 12.50.");
const whole = (value) => (/^\d*$/.test(value.trim()) ? "" : "A whole number.");

/** Adds a product, or changes the one that is given. */
export function productDialog(product, onDone) {
  const field = (name, label, options = {}) => {
    const made = FormField.create({ name, label, type: "text", ...options });
    if (product && product[name] !== undefined) made.value = name === "price" ? decimalFrom(centsFrom(product.price))
      : product[name];
    return made;
  };
  const fields = [
    field("name", "Name", { maxlength: 255, check: needed("Give the product a name.") }),
    field("sku", "SKU", { maxlength: 100, check: needed("Give the product a SKU.") }),
    field("price", "Price", { inputmode: "decimal", check: amount }),
    field("category", "Category", { maxlength: 100, optional: true }),
    field("description", "Description", { maxlength: 5000, optional: true }),
    product ? null : field("stock", "Opening stock", { inputmode: "numeric", optional: true, check: whole }),
  ].filter(Boolean);
  return ask({
    title: product ? `Change ${product.name}` : "Add a product", action: product ? "Save" : "Add", fields,
    run: async (values) => {
      const body = { ...values, price: values.price.replace(",", ".") };
      for (const name of ["category", "description"]) body[name] = values[name] || null;
      if (values.stock) body.stock = Number(values.stock);
      else delete body.stock;
      onDone(product ? await adminApi.changeProduct(product.product_id, body, product.version)
        : await adminApi.addProduct(body));
    },
  });
}
