"""Allow-lists of document vocabularies: data both the rebuilders and the verifiers read."""
