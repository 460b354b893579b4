"""The handbook of a season: asking authors for this very use, laying it out, and writing it as files."""
