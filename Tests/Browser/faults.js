// Faults of a page: texts with less contrast than 4.5:1 to the plain colour behind them, and more
// width than the screen has.
(width) => {
  const parse = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (rgb) => rgb.slice(0, 3)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const ratio = (a, b) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };

  const backgroundOf = (element) => {
    for (let node = element; node; node = node.parentElement) {
      const style = getComputedStyle(node);
      if (style.backgroundImage !== 'none') return null;
      const colour = parse(style.backgroundColor);
      if (colour.length === 3) return colour;
      if (colour[3] > 0) return null;
    }
    return [255, 255, 255];
  };

  const faults = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const isShown = texts.currentNode.data.trim()
      && element.checkVisibility({ opacityProperty: true }) && !element.closest(':disabled');
    const background = isShown && backgroundOf(element);
    if (!background) continue;
    const found = ratio(parse(getComputedStyle(element).color), background);
    if (found < 4.5) faults.push(`${texts.currentNode.data.trim()}: contrast ${found.toFixed(2)}`);
  }
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > width) faults.push(`${scrollWidth} px wide on a screen of ${width}`);
  return faults;
}
