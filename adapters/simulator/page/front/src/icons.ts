// Small drawings of our own, all strokes, decorative: what they mean stands beside them or in a label.

const SHAPES: Record<string, string> = {
  home: "M3 9.5 10 4l7 5.5V16a1 1 0 0 1-1 1h-3.5v-4.5h-5V17H4a1 1 0 0 1-1-1Z",
  chat: "M4 4h12a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H9l-4 3v-3H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Z",
  people: "M7 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM2.5 16c0-2.5 2-4.2 4.5-4.2s4.5 1.7 4.5 4.2M13 9.3a2.2 2.2 0 1 0 0-4.4M14 11.8c2 .2 3.5 1.7 3.5 4.2",
  reply: "M8 5 3.5 9.5 8 14M4 9.5h7.5c3 0 5 1.8 5 5",
  edit: "M4 16l.8-3.2L13.5 4a1.2 1.2 0 0 1 1.7 0l.8.8a1.2 1.2 0 0 1 0 1.7l-8.8 8.7Z",
  bin: "M4 6h12M8 6V4h4v2M6 6l.7 10.5h6.6L14 6",
  close: "M5 5l10 10M15 5 5 15",
  back: "M12 4 6 10l6 6",
  send: "M3.5 4 17 10 3.5 16l2-6ZM5.5 10H11",
  eye: "M2.5 10S5 5.5 10 5.5 17.5 10 17.5 10 15 14.5 10 14.5 2.5 10 2.5 10ZM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.3l2.8 1.7",
  wire: "M3 7h11M11 4l3 3-3 3M17 13H6M9 10l-3 3 3 3",
  down: "M5 8l5 5 5-5",
  again: "M16 6v4h-4M15.6 10A6 6 0 1 0 14 14.4",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4",
  keep: "M6 3.5h8a1 1 0 0 1 1 1V17l-5-3.5L5 17V4.5a1 1 0 0 1 1-1Z",
  bolt: "M11 3 5 11.5h4L8.5 17 15 8.5h-4.5Z",
  app: "M4 4h5v5H4ZM11 4h5v5h-5ZM4 11h5v5H4ZM11 11h5v5h-5Z",
};

export function icon(name: keyof typeof SHAPES | string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name] ?? "");
  svg.append(path);
  return svg;
}
