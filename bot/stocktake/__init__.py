"""The stocktake: how true each part of the framework is where somebody works, by oneself or in a council's own."""
