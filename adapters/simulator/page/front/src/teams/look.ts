// How cards look in Teams' light theme, as the renderer's host config.

const colours = (text: string, quiet: string): object => ({
  default: { default: text, subtle: quiet, highlightColors: { default: "#fff3a6", subtle: "#fff3a6" } },
  dark: { default: "#11100f", subtle: "#616161" },
  light: { default: "#ffffff", subtle: "#e8e8e8" },
  accent: { default: "#4f52b2", subtle: "#4f52b2" },
  good: { default: "#0b6a0b", subtle: "#0b6a0b" },
  warning: { default: "#835b00", subtle: "#835b00" },
  attention: { default: "#b10e1c", subtle: "#b10e1c" },
});

export const LOOK = {
  fontFamily: "inherit",
  spacing: { small: 6, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 14 },
  separator: { lineThickness: 1, lineColor: "#d9d9d9" },
  supportsInteractivity: true,
  fontTypes: {
    default: {
      fontFamily: "inherit",
      fontSizes: { small: 12.5, default: 14, medium: 15.5, large: 18, extraLarge: 22 },
      fontWeights: { lighter: 400, default: 400, bolder: 600 },
    },
    monospace: {
      fontFamily: "ui-monospace, Consolas, monospace",
      fontSizes: { small: 12, default: 13, medium: 15, large: 17, extraLarge: 20 },
      fontWeights: { lighter: 400, default: 400, bolder: 600 },
    },
  },
  containerStyles: {
    default: { backgroundColor: "#ffffff", foregroundColors: colours("#242424", "#616161") },
    emphasis: { backgroundColor: "#f3f3f8", foregroundColors: colours("#242424", "#5c5c5c") },
    accent: { backgroundColor: "#e8ebfa", foregroundColors: colours("#242424", "#5c5c5c") },
    good: { backgroundColor: "#e7f2da", foregroundColors: colours("#242424", "#5c5c5c") },
    warning: { backgroundColor: "#fff4ce", foregroundColors: colours("#242424", "#5c5c5c") },
    attention: { backgroundColor: "#fdf3f4", foregroundColors: colours("#242424", "#5c5c5c") },
  },
  actions: {
    maxActions: 6,
    spacing: "default",
    buttonSpacing: 0, // the style sheet keeps them apart: a gap does not begin a row
    showCard: { actionMode: "inline", inlineTopMargin: 12, style: "emphasis" },
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    allowTitleToWrap: true,
  },
  adaptiveCard: { allowCustomStyle: false },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { weight: "bolder", size: "default", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "bolder", size: "default" },
    },
    errorMessage: { color: "attention", size: "small", weight: "default", spacing: "small" },
  },
  factSet: {
    title: { weight: "bolder", wrap: true, maxWidth: 160 },
    value: { weight: "default", wrap: true },
    spacing: 12,
  },
  textBlock: { headingLevel: 3 },
};
