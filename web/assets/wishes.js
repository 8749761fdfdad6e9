/** What the address asks for: `audio`, `video`, `hd`, `it`, `debug`, `prejoin`. */

/** `true`, `false`, or AppRTC's `minWidth=640,frameRate=15` as constraints of today. */
function constraints(text) {
  if (text === null || text === 'true') return true;
  if (text === 'false') return false;
  const wanted = {};
  for (const pair of text.replace(/^(mandatory|optional):/, '').split(',')) {
    const [, bound, name, value] = /^(min|max)?(\w+)=([\w.]+)$/.exec(pair) ?? [];
    if (!name || name.startsWith('goog')) continue;
    const key = name[0].toLowerCase() + name.slice(1);
    const amount = Number.isNaN(Number(value)) ? value : Number(value);
    // A camera that cannot do it gives the nearest instead of nothing.
    wanted[key] = { ...wanted[key], ...(bound === 'max' ? { max: amount } : { ideal: amount }) };
  }
  return wanted;
}

export function readWishes(search) {
  const query = new URLSearchParams(search);
  let video = constraints(query.get('video'));
  if (query.get('hd') === 'true' && video === true) {
    video = { width: { ideal: 1280 }, height: { ideal: 720 } };
  }
  return {
    audio: constraints(query.get('audio')),
    video,
    policy: query.get('it') === 'relay' ? 'relay' : 'all',
    isLoopback: query.get('debug') === 'loopback',
    skipsPrejoin: query.get('prejoin') === '0',
  };
}
