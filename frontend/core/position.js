/** Positions are `<epoch>.<sequence>`; within one epoch the sequence only grows. */
export function isNewer(position, last) {
  if (position === undefined || position === null) return false;
  if (last === null || last === undefined) return true;
  const [epoch, sequence] = split(position);
  const [lastEpoch, lastSequence] = split(last);
  return epoch !== lastEpoch || sequence > lastSequence;
}

function split(position) {
  const text = String(position);
  const dot = text.lastIndexOf(".");
  return [text.slice(0, Math.max(dot, 0)), Number(text.slice(dot + 1))];
}
