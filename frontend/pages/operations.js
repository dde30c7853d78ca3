// The plain list of operations: what /openapi.json says, by tag, for a program that was built without the larger pages.
{
  const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"];
  const place = document.getElementById("operations");

  const element = (name, className, ...children) => {
    const node = document.createElement(name);
    if (className) node.className = className;
    node.append(...children);
    return node;
  };

  const operations = (description) =>
    Object.entries(description.paths ?? {}).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method]).map((method) => ({ path, method, ...item[method] })));

  const byTag = (list) => {
    const groups = new Map();
    for (const operation of list) {
      const tag = operation.tags?.[0] ?? "Other";
      groups.set(tag, [...(groups.get(tag) ?? []), operation]);
    }
    return groups;
  };

  const parameters = (operation) =>
    (operation.parameters ?? []).filter(({ name }) => name).map(({ name, in: where, description = "" }) =>
      element("li", "", element("code", "", name), ` ${where}${description ? `: ${description}` : ""}`));

  const answers = (operation) =>
    Object.entries(operation.responses ?? {}).map(([status, { description = "" }]) =>
      element("li", "", element("code", "", status), ` ${description}`));

  const list = (title, items) => (items.length ? [element("h3", "", title), element("ul", "plain", ...items)] : []);

  const row = (operation) =>
    element("details", "operation",
      element("summary", "", element("span", "tag", operation.method.toUpperCase()), " ",
        element("code", "", operation.path), " ", element("span", "quiet", operation.summary ?? "")),
      ...(operation.description ? [element("p", "", operation.description)] : []),
      ...list("Parameters", parameters(operation)),
      ...list("Answers", answers(operation)));

  const show = (description) => {
    const sections = [...byTag(operations(description))].flatMap(([tag, group]) =>
      [element("h2", "", tag), ...group.map(row)]);
    place.replaceChildren(...(sections.length ? sections : [element("p", "", "The description names no operations.")]));
  };

  fetch(place.dataset.description, { headers: { Accept: "application/json" } })
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(`status ${response.status}`))))
    .then(show)
    .catch((error) => {
      place.replaceChildren(element("p", "", `The description could not be read: ${error.message}.`));
    });
}
