"""Microsoft Teams: the ear and the mouth there. Nothing else in the house knows its libraries."""
