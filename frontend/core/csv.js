/** Fields as one line of RFC 4180. A text that a spreadsheet would compute gets an apostrophe in front. */
export function csvLine(fields) {
  return fields.map((field) => {
    const text = field === null || field === undefined ? "" : String(field);
    const safe = typeof field === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }).join(",");
}

/** Reads RFC 4180 into lines of fields; a quoted field may hold commas, quotes and line ends. */
export function parseCSV(text) {
  const lines = [];
  let line = [];
  let field = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') field += text[(at += 1)];
      else isQuoted = false;
    } else if (character === '"' && field === "") {
      isQuoted = true;
    } else if (character === "," || character === "\n") {
      line.push(field.replace(/\r$/, ""));
      field = "";
      if (character === "\n") {
        lines.push(line);
        line = [];
      }
    } else {
      field += character;
    }
  }
  if (field !== "" || line.length > 0) lines.push([...line, field.replace(/\r$/, "")]);
  return lines.filter((fields) => fields.some((each) => each !== ""));
}

/** Hands a text to the browser as a file. */
export function download(name, text, type = "text/csv") {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
